"""A small school as OneRoster files, and the zips in which people and attackers send them."""

import io
import zipfile
from collections.abc import Mapping

HEADS = {
    "classes.csv": "sourcedId,status,title,grades,classType,schoolSourcedId,termSourcedIds,"
    "metadata.kz.language",
    "enrollments.csv": "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "beginDate,endDate",
    "users.csv": "sourcedId,status,enabledUser,givenName,familyName,identifier",
    "roles.csv": "sourcedId,status,userSourcedId,roleType,role,beginDate,orgSourcedId,"
    "metadata.kz.workload,metadata.kz.is_main",
    "academicSessions.csv": "sourcedId,status,title,type,startDate,endDate",
}
ROWS = {
    "classes.csv": ["c5,active,5 Ә,05,homeroom,s1,t1,kk"],
    "enrollments.csv": [
        "e1,active,c5,s1,u1,student,2024-09-01,", "e2,active,c5,s1,u2,student,2024-13-01,",
    ],
    "users.csv": [
        "u1,active,true,Мысал,Үлгі,A-1", "u2,active,true,Мысал,Басқа,A-2",
        "u3,active,true,Мысал,Мұғалім,T-1", "u4,active,true,<b>Мысал</b>,Басшы,T-2",
    ],
    "roles.csv": [
        "r3,active,u3,primary,teacher,2015-09-01,s1,0.5,yes",
        "r4,active,u4,primary,siteAdministrator,,s1,,",
    ],
    "academicSessions.csv": ["t1,active,2024,schoolYear,2024-09-01,2025-06-01"],
}  # fmt: skip


def roster(**more: list[str]) -> dict[str, bytes]:
    """The files by name; more: rows of a file in the place of its own, users=[...]."""
    rows = {**ROWS, **{f"{name}.csv": one for name, one in more.items()}}
    return {name: "\n".join([HEADS[name], *rows[name], ""]).encode() for name in HEADS}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
