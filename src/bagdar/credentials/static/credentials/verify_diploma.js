// Checks a diploma in the browser as rules/verify_diploma.py does, with the same reasons for each
// refusal; a test holds the two together. Nothing leaves the browser.
"use strict";

const Diplomas = (() => {
  const { Refusal, canonical, hex, joined, sha256, utf8 } = Receipts;
  const { inflated, list, object, parsed, read, sdFilled, splitSdJwt, unbase64url,
          without } = DiplomaForms;
  const ISSUERS = "bagdar-issuers/v1", SD_TYPE = "urn:bagdar:diploma:1";
  const SUITE = "eddsa-jcs-2022", PURPOSE = "assertionMethod", ISCED = "ISCED 2011";
  const RECEIPT_KIND = "credentials.diploma", SD_RECEIPT_KIND = "credentials.selective";
  const LEAST_ENTRIES = 131072, MOST_BYTES = 2 * 1024 * 1024;
  const REVOCATION = "revocation", SUSPENSION = "suspension";
  const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const DAY = /^\d{4}-\d\d-\d\d$/;

  // --- texts and instants ------------------------------------------------------------------------

  // The bytes of a multibase text (z, base58btc) that has so many of them.
  function unbase58(text, length, code) {
    if (typeof text !== "string" || text[0] !== "z" || text.length < 2 || text.length >= 200) {
      throw new Refusal(code);
    }
    let number = 0n;
    for (const sign of text.slice(1)) {
      const digit = ALPHABET.indexOf(sign);
      if (digit < 0) throw new Refusal(code);
      number = number * 58n + BigInt(digit);
    }
    const told = number.toString(16).padStart(2 * length, "0");
    if (told.length > 2 * length) throw new Refusal(code);
    const data = Uint8Array.from({ length }, (_, n) => parseInt(told.slice(2 * n, 2 * n + 2), 16));
    if (`z${base58(data)}` !== text) throw new Refusal(code);
    return data;
  }

  function base58(data) {
    let number = BigInt(`0x${hex(data)}`), found = "";
    while (number) {
      found = ALPHABET[Number(number % 58n)] + found;
      number /= 58n;
    }
    const zeros = data.findIndex((byte) => byte !== 0);
    return "1".repeat(zeros < 0 ? data.length : zeros) + found;
  }

  function isInstant(text) {
    if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return false;
    const found = new Date(text);
    return !Number.isNaN(found.valueOf()) && found.valueOf() >= -62135596800000
      && found.toISOString() === text.replace("Z", ".000Z");
  }

  // --- whose diplomas are believed -----------------------------------------------------------------

  function parseIssuers(data) {
    const code = "issuers_malformed", told = object(parsed(data, code), code);
    const policy = told.get("policy"), issuers = told.get("issuers");
    if (told.get("format") !== ISSUERS || typeof policy !== "string" || !Array.isArray(issuers)) {
      throw new Refusal(code);
    }
    return { policy, issuers: new Map(issuers.map(trusted).map((one) => [one.id, one])) };
  }

  function trusted(told) {
    const code = "issuers_malformed", malformed = new Refusal(code);
    const names = ["id", "names", "origin", "accredited", "keys"];
    if (!names.every((name) => object(told, code).has(name))) throw malformed;
    if (!Array.isArray(told.get("accredited")) || !Array.isArray(told.get("keys"))) throw malformed;
    const accredited = told.get("accredited").map((one) => {
      const [level, since, until] = ["level", "from", "until"].map((name) => one.get(name));
      if (!DAY.test(since) || !(until === null || DAY.test(until))) throw malformed;
      return { level, since, until };
    });
    const keys = told.get("keys").map((one) => {
      const [since, until, lost] = ["from", "until", "lost_size"].map((name) => one.get(name));
      if (!isInstant(since) || !(until === null || isInstant(until))) throw malformed;
      if (lost !== null && !(Number.isInteger(lost) && lost >= 0)) throw malformed;
      const key = unbase58(one.get("public"), 34, code);
      if (key[0] !== 0xed || key[1] !== 0x01) throw malformed;
      return { id: one.get("id"), public: key.slice(2), since, until, lost };
    });
    return { id: told.get("id"), names: told.get("names"), origin: told.get("origin"),
             accredited, keys };
  }

  // --- signatures ------------------------------------------------------------------------------------

  async function openProved(told, trust) {
    const proof = told.get("proof");
    if (!(proof instanceof Map)) throw new Refusal("proof_absent");
    const document = without(told, "proof");
    if (proof.get("type") !== "DataIntegrityProof" || proof.get("cryptosuite") !== SUITE) {
      throw new Refusal("proof_suite");
    }
    if (proof.get("proofPurpose") !== PURPOSE) throw new Refusal("proof_purpose");
    const signature = unbase58(proof.get("proofValue"), 64, "proof_value");
    const options = without(proof, "proofValue"), context = document.get("@context") ?? null;
    const own = options.has("@context") ? options.get("@context") : context;
    if (canonical(own) !== canonical(context)) throw new Refusal("proof_wrong");
    options.set("@context", document.get("@context") ?? null);
    const message = joined(await digestOf(options), await digestOf(document));
    return signed(document, proof.get("verificationMethod"), message, signature, trust);
  }

  const digestOf = (document) => sha256(utf8(canonical(document)));

  const openJwt = (text, trust) => openToken(text, [], trust, false);

  // An SD-JWT VC: what its holder shows of a diploma.
  async function openSdJwt(text, trust) {
    const { token, shown } = splitSdJwt(text);
    return openToken(token, shown, trust, true);
  }

  async function openToken(text, shown, trust, isSelective) {
    const code = "jwt_malformed", parts = text.split(".");
    if (parts.length !== 3) throw new Refusal(code);
    let [header, claims] = parts.slice(0, 2).map(
      (one) => object(parsed(unbase64url(one, code), code), code));
    const typ = isSelective ? "dc+sd-jwt" : "vc+jwt";
    if (header.get("alg") !== "EdDSA" || header.get("typ") !== typ
        || [...header.keys()].sort().join(" ") !== "alg kid typ") throw new Refusal("jwt_header");
    if (isSelective) {
      if (claims.get("vct") !== SD_TYPE) throw new Refusal("sd_type");
      claims = await sdFilled(without(claims, "vct"), shown);
    }
    const signature = unbase64url(parts[2], "proof_value");
    const document = without(claims, "iss", "jti", "nbf");
    const message = utf8(`${parts[0]}.${parts[1]}`);
    const found = await signed(document, header.get("kid"), message, signature, trust);
    const since = document.get("validFrom");
    if (!isInstant(since) || claims.get("iss") !== found.issuer.id
        || claims.get("jti") !== document.get("id")
        || claims.get("nbf") !== Date.parse(since) / 1000) throw new Refusal("jwt_claims");
    return isSelective ? { ...found, digest: await sha256(utf8(text)) } : found;
  }

  async function signed(document, method, message, signature, trust) {
    const told = document.get("issuer");
    const issuer = trust.issuers.get(told instanceof Map ? told.get("id") : told);
    if (issuer === undefined) throw new Refusal("issuer_unknown");
    const key = issuer.keys.find((one) => one.id === method);
    if (key === undefined) throw new Refusal("key_unknown");
    if (await Receipts.verify(key.public, message, signature)) return { document, issuer, key };
    for (const one of [...trust.issuers.values()].flatMap((each) => each.keys)) {
      if (one !== key && await Receipts.verify(one.public, message, signature)) {
        throw new Refusal("key_other");
      }
    }
    throw new Refusal("proof_wrong");
  }

  // --- dates, accreditation, receipt, key --------------------------------------------------------------

  function checkDates(document, at, early, late) {
    const since = document.get("validFrom"), until = document.get("validUntil");
    if (!isInstant(since) || !(until === undefined || isInstant(until))) {
      throw new Refusal("dates_malformed");
    }
    if (at < since) throw new Refusal(early, { since });
    if (until !== undefined && at >= until) throw new Refusal(late, { until });
  }

  const at = (told, ...names) =>
    names.reduce((found, name) => (found instanceof Map ? found.get(name) : undefined), told);

  function iscedLevel(document) {
    const aligned = at(document, "credentialSubject", "achievement", "alignment");
    const found = list(aligned).filter((one) => at(one, "targetFramework") === ISCED);
    const level = at(found[0], "targetCode");
    if (found.length !== 1 || typeof level !== "string") throw new Refusal("diploma_malformed");
    return level;
  }

  function checkAccredited(document, issuer) {
    const level = iscedLevel(document), on = document.get("validFrom").slice(0, 10);
    const isSo = issuer.accredited.some((one) =>
      one.level === level && one.since <= on && (one.until === null || on < one.until));
    if (!isSo) throw new Refusal("not_accredited", { level, on });
  }

  // The receipt of an SD-JWT names the issuer's token, not the document.
  async function checkReceipt({ document, digest }, receipt, trust) {
    if (receipt === undefined || receipt === null) return null;
    if (!trust.policy) throw new Refusal("receipt_policy");
    const found = await Receipts.check(receipt, trust.policy);
    const told = new Map([["credential", document.get("id") ?? null],
                          ["digest", hex(digest ?? await digestOf(document))]]);
    const kind = digest ? SD_RECEIPT_KIND : RECEIPT_KIND;
    if (found.kind !== kind || canonical(found.content) !== canonical(told)) {
      throw new Refusal("receipt_other");
    }
    return found;
  }

  function checkKey(document, key, receipt) {
    const on = document.get("validFrom");
    if (on < key.since || (key.until !== null && on >= key.until)) throw new Refusal("key_dates");
    if (key.lost !== null && (receipt === null || receipt.index >= key.lost)) {
      throw new Refusal("key_lost");
    }
  }

  // From which paper a diploma was entered; null: from none. A paper vouches for no course, mark or
  // credit, so such a diploma may say none.
  function fromPaper(document) {
    const code = "paper_malformed";
    if (!document.has("enteredFromPaper")) return null;
    const told = document.get("enteredFromPaper"), subject = document.get("credentialSubject");
    if (!(told instanceof Map) || !(subject instanceof Map)) throw new Refusal(code);
    const [institution, issued, entered] = ["Institution", "IssuedOn", "EnteredOn"].map(
      (name) => told.get(`paper${name}`));
    const areTexts = [institution, issued, entered].every(
      (one) => typeof one === "string" && one !== "");
    if (!areTexts || told.size !== 3) throw new Refusal(code);
    if (![issued, entered].every((one) => isInstant(`${one}T00:00:00Z`))) throw new Refusal(code);
    if (!(issued < entered && entered <= document.get("validFrom").slice(0, 10))
        || String(document.get("awardedDate")).slice(0, 10) !== issued) throw new Refusal(code);
    if (subject.has("result") || subject.has("creditsEarned")) throw new Refusal(code);
    return { institution, issued, entered };
  }

  // --- whether it was withdrawn ------------------------------------------------------------------------

  async function checkStatus(document, issuer, lists, trust, instant) {
    const found = [];
    for (const entry of list(document.get("credentialStatus"))) {
      const told = object(entry, "status_absent");
      const purpose = told.get("statusPurpose"), number = told.get("statusListIndex");
      if (told.get("type") !== "BitstringStatusListEntry"
          || ![REVOCATION, SUSPENSION].includes(purpose)
          || typeof number !== "string" || !/^(0|[1-9]\d{0,9})$/.test(number)) {
        throw new Refusal("status_malformed");
      }
      const place = told.get("statusListCredential");
      const bits = await openList(place, purpose, issuer, lists, trust, instant);
      const index = Number(number);
      if (index >= 8 * bits.length) throw new Refusal("list_index", { index });
      if (bits[Math.floor(index / 8)] >> (7 - index % 8) & 1) {
        throw new Refusal(purpose === REVOCATION ? "revoked" : "suspended");
      }
      found.push(purpose);
    }
    if (!found.includes(REVOCATION)) throw new Refusal("status_absent");
    return found;
  }

  async function openList(place, purpose, issuer, lists, trust, instant) {
    const read = lists.map((one) => object(parsed(one, "list_malformed"), "list_malformed"));
    const told = read.find((one) => one.get("id") === place);
    if (told === undefined) {
      throw new Refusal("list_absent", { place: typeof place === "string" ? place : "" });
    }
    let found;
    try {
      found = await openProved(told, trust);
      checkDates(found.document, instant, "list_early", "list_stale");
      checkKey(found.document, found.key, null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (["list_early", "list_stale"].includes(error.code)) throw error;
      throw new Refusal(error.code === "proof_absent" ? "list_unsigned" : "list_signature");
    }
    const subject = found.document.get("credentialSubject");
    if (found.issuer.id !== issuer) throw new Refusal("list_issuer");
    if (!list(found.document.get("type")).includes("BitstringStatusListCredential")
        || !(subject instanceof Map)) throw new Refusal("list_malformed");
    if (!found.document.has("validUntil")) throw new Refusal("list_stale");
    if (subject.get("statusPurpose") !== purpose) throw new Refusal("list_purpose");
    return unpack(subject.get("encodedList"));
  }

  async function unpack(encoded) {
    if (typeof encoded !== "string" || encoded[0] !== "u") throw new Refusal("list_malformed");
    const packed = unbase64url(encoded.slice(1), "list_malformed");
    const { data, isBomb } = await inflated(packed, "gzip", MOST_BYTES);
    if (isBomb) throw new Refusal("list_bomb");
    if (data === undefined) throw new Refusal("list_malformed");
    if (8 * data.length < LEAST_ENTRIES) {
      throw new Refusal("list_short", { entries: 8 * data.length });
    }
    return data;
  }

  // --- the diploma -------------------------------------------------------------------------------------

  // The addresses of the status lists that a file names; it is not believed yet.
  async function listsOf(data) {
    const document = DiplomaForms.claimsOf(await read(data));
    return list(document.get("credentialStatus")).map((one) => at(one, "statusListCredential"))
      .filter((one) => typeof one === "string").slice(0, 4);
  }

  // { document, issuer, receipt, status, isPart, paper } of a file of bytes, or a Refusal.
  // instant: such as 2026-11-29T10:00:00Z; lists: the status lists, as bytes.
  async function check(data, issuers, lists, instant) {
    const trust = parseIssuers(issuers), found = [];
    const { told, jwt, sdJwt, receipt } = await read(data);
    if (jwt !== undefined) found.push(await openJwt(jwt, trust));
    if (told !== undefined) found.push(await openProved(told, trust));
    if (sdJwt !== undefined) found.push(await openSdJwt(sdJwt, trust));
    const { document, issuer } = found[0];
    if (found.some((one) => canonical(one.document) !== canonical(document))) {
      throw new Refusal("forms_differ");
    }
    const types = list(document.get("type"));
    if (!["VerifiableCredential", "OpenBadgeCredential"].every((one) => types.includes(one))) {
      throw new Refusal("diploma_malformed");
    }
    checkDates(document, instant, "not_yet_valid", "expired");
    const paper = fromPaper(document);
    checkAccredited(document, issuer);
    const entry = await checkReceipt(found[0], receipt, trust);
    found.forEach((one) => checkKey(document, one.key, entry));
    const status = await checkStatus(document, issuer.id, lists, trust, instant);
    return { document, issuer, receipt: entry, status, isPart: sdJwt !== undefined, paper };
  }

  return { Refusal, check, listsOf, iscedLevel };
})();
