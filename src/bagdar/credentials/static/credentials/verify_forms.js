// The forms in which a diploma comes, as rules/verify_forms.py reads them: JSON, a PDF that carries
// it, an SD-JWT that shows part of it. A test holds the two together.
"use strict";

const DiplomaForms = (() => {
  const { Refusal, MAX_TEXT, joined, parse, sha256, textOf, utf8 } = Receipts;
  const DIPLOMA = "bagdar-diploma/v1", BEGINS = utf8('{"format":"bagdar-diploma/v1"');
  const ATTACHED = "/EmbeddedFile", PDF_HEAD = 1024, MOST_ATTACHED = 32;
  const MOST_ATTACHED_BYTES = 2 * 1024 * 1024, MOST_DISCLOSURES = 100;
  const COMPACT = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+", SPACE = "[ \\t\\n\\r\\v\\f]*";
  const IS_JWT = new RegExp(`^${COMPACT}${SPACE}$`);
  const IS_SD_JWT = new RegExp(`^${COMPACT}~[A-Za-z0-9_~.-]*${SPACE}$`);

  // --- texts -------------------------------------------------------------------------------------

  function parsed(data, code) {
    try {
      return parse(typeof data === "string" ? data : textOf(data));
    } catch {
      throw new Refusal(code);
    }
  }

  function unbase64url(text, code) {
    if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text)) throw new Refusal(code);
    try {
      const told = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
      const again = btoa(told).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
      if (again !== text) throw new Refusal(code);
      return Uint8Array.from(told, (sign) => sign.charCodeAt(0));
    } catch {
      throw new Refusal(code);
    }
  }

  function base64url(data) {
    let text = "";
    for (const byte of data) text += String.fromCharCode(byte);
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }

  function object(value, code) {
    if (!(value instanceof Map)) throw new Refusal(code);
    return value;
  }

  const list = (value) => (Array.isArray(value) ? value : [value]);
  const without = (told, ...names) =>
    new Map([...told].filter(([name]) => !names.includes(name)));
  const begins = (data, with_) => with_.every((byte, place) => data[place] === byte);

  // { data }: undefined where it is not packed as it says; or { isBomb }: it is larger than most.
  async function inflated(packed, how, most) {
    const reader = new Blob([packed]).stream()
      .pipeThrough(new DecompressionStream(how)).getReader();
    const parts = [];
    let size = 0;
    for (;;) {
      let step;
      try {
        step = await reader.read();
      } catch {
        return {};
      }
      if (step.done) return { data: joined(...parts) };
      parts.push(step.value);
      size += step.value.length;
      if (size > most) {
        await reader.cancel();
        return { isBomb: true };
      }
    }
  }

  // --- a PDF -------------------------------------------------------------------------------------

  // The diploma's file that a PDF carries.
  async function attached(data) {
    const text = new TextDecoder("latin1").decode(data), found = [];  // a sign for each byte
    let count = 0;
    for (let place = text.indexOf(ATTACHED); place >= 0;
      place = text.indexOf(ATTACHED, place + 1)) {
      count += 1;
      if (count > MOST_ATTACHED) throw new Refusal("pdf_bomb");
      const { head, packed } = stream(data, text, place);
      if (packed === undefined) continue;
      const told = head.includes("/FlateDecode") ? await unpacked(packed)
        : packed.slice(0, packed.length - ends(packed)[0]);
      if (told === undefined || !begins(told, BEGINS)) continue;
      if (!found.some((one) => one.length === told.length && begins(one, told))) found.push(told);
    }
    if (found.length === 0) throw new Refusal("pdf_empty");
    if (found.length > 1) throw new Refusal("pdf_several");
    return found[0];
  }

  // How many bytes the end of the line before endstream may be: the most first, 0 at last.
  function ends(data) {
    const [before, last] = data.slice(-2);
    const end = data.length > 1 ? last : before;
    if (before === 13 && last === 10) return [2, 1, 0];
    return end === 10 || end === 13 ? [1, 0] : [0];
  }

  // What is packed may itself end like a line; DecompressionStream takes nothing behind it.
  async function unpacked(packed) {
    for (const less of ends(packed)) {
      const part = packed.slice(0, packed.length - less);
      const found = await inflated(part, "deflate", MOST_ATTACHED_BYTES);
      if (found.isBomb) throw new Refusal("pdf_bomb");
      if (found.data !== undefined) return found.data;
    }
    return undefined;
  }

  // The dictionary around a place and the stream that follows it, if one does.
  function stream(data, text, place) {
    const early = Math.max(0, place - PDF_HEAD);
    const since = text.slice(early, place).lastIndexOf("obj");
    const begin = text.slice(place, place + PDF_HEAD).indexOf("stream") + place;
    const end = text.indexOf("endstream", begin);
    if (begin < place || end < 0 || text.slice(begin - 3, begin) === "end") return {};
    let first = begin + 6;
    if (text.startsWith("\r\n", first) && first + 2 <= end) first += 2;
    else if (text[first] === "\n" && first + 1 <= end) first += 1;
    return { head: text.slice(since < 0 ? place : early + since, begin),
             packed: data.slice(first, end) };
  }

  // --- an SD-JWT (RFC 9901) ------------------------------------------------------------------------

  // What the issuer signed, and what is shown besides.
  function splitSdJwt(text) {
    const [token, ...shown] = text.split("~");
    if (!/^[A-Za-z0-9_.~-]*$/.test(text) || shown.length === 0 || shown.pop() !== ""
        || shown.length > MOST_DISCLOSURES) throw new Refusal("sd_malformed");
    return { token, shown };
  }

  const sdDigest = async (shown) => base64url(await sha256(utf8(shown)));

  // The claims with those that are shown in their places.
  async function sdFilled(claims, shown) {
    if (claims.has("_sd_alg") && claims.get("_sd_alg") !== "sha-256") {
      throw new Refusal("sd_malformed");
    }
    const waiting = new Map();
    for (const one of shown) waiting.set(await sdDigest(one), disclosure(one));
    if (waiting.size < shown.length) throw new Refusal("sd_repeated");
    const found = filled(without(claims, "_sd_alg"), waiting, new Set());
    if (waiting.size > 0) throw new Refusal("sd_unmatched");
    return found;
  }

  function disclosure(text) {
    const code = "sd_malformed", told = parsed(unbase64url(text, code), code);
    if (!Array.isArray(told) || told.length !== 3 || typeof told[0] !== "string"
        || typeof told[1] !== "string" || ["_sd", "_sd_alg", "..."].includes(told[1])) {
      throw new Refusal(code);
    }
    return { name: told[1], value: told[2] };
  }

  function filled(value, waiting, seen) {
    if (Array.isArray(value)) return value.map((one) => filled(one, waiting, seen));
    if (!(value instanceof Map)) return value;
    const digests = value.has("_sd") ? value.get("_sd") : [];
    if (value.has("...") || value.has("_sd_alg") || !Array.isArray(digests)) {
      throw new Refusal("sd_malformed");
    }
    const found = new Map([...without(value, "_sd")].map(
      ([name, one]) => [name, filled(one, waiting, seen)]));
    for (const digest of digests) {
      if (typeof digest !== "string" || seen.has(digest)) throw new Refusal("sd_malformed");
      seen.add(digest);
      if (!waiting.has(digest)) continue;
      const shown = waiting.get(digest);
      waiting.delete(digest);
      if (found.has(shown.name)) throw new Refusal("sd_malformed");
      found.set(shown.name, filled(shown.value, new Map(), seen));
    }
    return found;
  }

  // --- the file ------------------------------------------------------------------------------------

  // What a file holds; nothing of it is believed yet.
  async function read(given) {
    const code = "diploma_malformed";
    if (given.length > MAX_TEXT) throw new Refusal(code);
    const data = begins(given, utf8("%PDF-")) ? await attached(given) : given;
    const text = textOf(data) ?? "";
    if (IS_JWT.test(text)) return { jwt: text.trimEnd() };
    if (IS_SD_JWT.test(text)) return { sdJwt: text.trimEnd() };
    const told = object(parsed(data, code), code);
    if (!told.has("format")) return { told };
    const has = [...told.keys()].filter((one) => !["format", "receipt"].includes(one));
    const isText = (one) => one === undefined || one === null || typeof one === "string";
    const [jwt, sdJwt, receipt] = ["jwt", "sd_jwt", "receipt"].map((one) => told.get(one));
    if (told.get("format") !== DIPLOMA || ![jwt, sdJwt, receipt].every(isText)
        || !["credential", "credential jwt", "sd_jwt"].includes(has.sort().join(" "))
        || sdJwt === null) throw new Refusal(code);
    const credential = told.has("credential") ? object(told.get("credential"), code) : undefined;
    return { told: credential, jwt: jwt ?? undefined, sdJwt, receipt };
  }

  // What one of its forms says.
  function claimsOf({ told, jwt, sdJwt }) {
    if (told !== undefined) return told;
    const code = "jwt_malformed", parts = (jwt ?? splitSdJwt(sdJwt).token).split(".");
    if (parts.length !== 3) throw new Refusal(code);
    return object(parsed(unbase64url(parts[1], code), code), code);
  }

  return { claimsOf, inflated, list, object, parsed, read, sdFilled, splitSdJwt, unbase64url,
           without };
})();
