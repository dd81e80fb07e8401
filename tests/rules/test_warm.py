"""Every public page is looked at once beside a service that has just started."""

from collections.abc import Callable, Iterator
from typing import Any

from bagdar.config.commands.warm import crawl

PAGES = {
    "/kk/": '<a href="/kk/a/">a</a> <a href="/ru/">ru</a> <a href="/kk/file.csv">CSV</a>',
    "/kk/a/": '<a href="/kk/">k</a> <a href="/kk/b/?year=2023">b</a> <a href="/kk/c&amp;d/">c</a>',
    "/kk/c&d/": '<a href="/kk/gone/">gone</a>',
    "/ru/": "",
}


def site(asked: list[str]) -> Callable[..., Any]:
    class Answer(list[bytes]):
        def close(self) -> None: ...

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        asked.append(path)
        start_response("200 OK" if path in PAGES else "404 Not Found", [])
        return Answer([PAGES.get(path, "").encode()])

    return application


def looked_at(start: str, asked: list[str]) -> Iterator[str]:
    return crawl(site(asked), "127.0.0.1", start)


def test_each_page_of_a_language_is_asked_once_and_those_that_answer_are_named():
    asked: list[str] = []
    assert list(looked_at("/kk/", asked)) == ["/kk/", "/kk/a/", "/kk/c&d/"]
    assert asked == ["/kk/", "/kk/a/", "/kk/c&d/", "/kk/gone/"]
