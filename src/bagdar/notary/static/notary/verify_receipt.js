// Checks a receipt in the browser as rules/verify_receipt.py does, with the same reasons for each
// refusal; a test holds the two together. Needs Ed25519 in Web Cryptography.
"use strict";

const Receipts = (() => {
  const PROOF = "c2sp.org/tlog-proof@v1", OPENING = "bagdar-opening/v1";
  const COMMITMENT = "bagdar-commitment/v1", DASH = "\u2014 ";
  const LOG_KEY = 1, WITNESS_KEY = 4, HASH = 32, MIN_SALT = 16;
  const MAX_SIGNATURES = 100, MAX_PROOF = 63, MAX_DEPTH = 32, MAX_TEXT = 16 * 1024 * 1024;
  const KIND = /^[a-z][a-z_]*(\.[a-z][a-z_]*){1,3}$/;

  class Refusal extends Error {
    constructor(code, facts = {}) {
      super(code);
      this.code = code;
      this.facts = facts;
    }
  }

  // --- bytes -------------------------------------------------------------------------------------

  const utf8 = (text) => new TextEncoder().encode(text);

  function joined(...parts) {
    const found = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let place = 0;
    for (const one of parts) {
      found.set(one, place);
      place += one.length;
    }
    return found;
  }

  const same = (one, other) =>
    one.length === other.length && one.every((byte, place) => byte === other[place]);
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

  function base64(data) {
    let text = "";
    for (const byte of data) text += String.fromCharCode(byte);
    return btoa(text);
  }

  // The bytes of a text in the one form that standard Base64 has for them.
  function unbase64(text, code, length) {
    let data;
    try {
      data = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    } catch {
      throw new Refusal(code);
    }
    if (base64(data) !== text || (length !== undefined && data.length !== length)) {
      throw new Refusal(code);
    }
    return data;
  }

  // The text of bytes; undefined where they are no UTF-8, or say so at their beginning.
  function textOf(data) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
    } catch {
      return undefined;
    }
  }

  function decimal(text, code) {
    if (!/^(0|[1-9]\d{0,18})$/.test(text) || BigInt(text) >= 2n ** 63n) throw new Refusal(code);
    const number = Number(text);
    if (!Number.isSafeInteger(number)) throw new Refusal(code);  // no log is as long as that
    return number;
  }

  async function verify(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    try {
      const known = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", known, signature, message);
    } catch (error) {
      if (error.name === "NotSupportedError") throw error;
      return false;
    }
  }

  // --- JSON that every reader takes for the same ---------------------------------------------------

  // No name twice, no number but whole ones up to 2^53-1, no half of a pair of UTF-16.
  // Throws SyntaxError.
  function parse(text) {
    let place = 0;
    const wrong = () => new SyntaxError("at " + place);
    const space = () => { while (" \t\n\r".includes(text[place] ?? "x")) place += 1; };

    function take(sign) {
      space();
      if (text[place] !== sign) throw wrong();
      place += 1;
    }

    function string() {
      const told = text.slice(place, endOfString());
      place += told.length;
      return JSON.parse(told);
    }

    function endOfString() {
      let end = place + 1;
      while (end < text.length && text[end] !== "\"") end += text[end] === "\\" ? 2 : 1;
      return end + 1;
    }

    function members(close, one) {
      place += 1;
      space();
      if (text[place] === close) {
        place += 1;
        return;
      }
      for (;;) {
        one();
        space();
        if (text[place] === close) {
          place += 1;
          return;
        }
        take(",");
      }
    }

    function value(depth) {
      if (depth > MAX_DEPTH) throw wrong();
      space();
      const sign = text[place];
      if (sign === "\"") return string();
      if (sign === "{") {
        const found = new Map();
        members("}", () => {
          space();
          if (text[place] !== "\"") throw wrong();
          const name = string();
          take(":");
          if (found.has(name)) throw wrong();
          found.set(name, value(depth + 1));
        });
        return found;
      }
      if (sign === "[") {
        const found = [];
        members("]", () => found.push(value(depth + 1)));
        return found;
      }
      const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?![\d.eE]))/.exec(
        text.slice(place, place + 40));
      if (!word) throw wrong();
      place += word[0].length;
      return JSON.parse(word[0]);
    }

    const found = value(0);
    space();
    if (place !== text.length) throw wrong();
    canonical(found);
    return found;
  }

  // The only text that a content has (RFC 8785). Throws SyntaxError for what may not be in one.
  function canonical(content) {
    if (content === null || typeof content === "boolean") return String(content);
    if (typeof content === "number") {
      if (!Number.isSafeInteger(content)) throw new SyntaxError("number");
      return String(content);
    }
    if (typeof content === "string") {
      if (!content.isWellFormed()) throw new SyntaxError("surrogate");
      return JSON.stringify(content);
    }
    if (Array.isArray(content)) return `[${content.map(canonical).join(",")}]`;
    const rows = [...content.keys()].sort().map((name) => {
      if (!/^[\x00-\x7f]*$/.test(name)) throw new SyntaxError("name");
      return `${JSON.stringify(name)}:${canonical(content.get(name))}`;
    });
    return `{${rows.join(",")}}`;
  }

  // --- the tree (RFC 6962) -----------------------------------------------------------------------

  const leafHash = (entry) => sha256(joined([0], entry));
  const nodeHash = (left, right) => sha256(joined([1], left, right));

  async function rootOfInclusion(leaf, index, size, hashes) {
    if (index >= size) throw new Refusal("proof_index", { index, size });
    let node = BigInt(index), last = BigInt(size) - 1n, found = leaf;
    for (const one of hashes) {
      if (last === 0n) throw new Refusal("proof_length", { hashes: hashes.length });
      if (node & 1n || node === last) {
        found = await nodeHash(one, found);
        while (!(node & 1n) && node) {
          node >>= 1n;
          last >>= 1n;
        }
      } else {
        found = await nodeHash(found, one);
      }
      node >>= 1n;
      last >>= 1n;
    }
    if (last) throw new Refusal("proof_length", { hashes: hashes.length });
    return found;
  }

  // --- what is committed to ------------------------------------------------------------------------

  async function commitmentOf(kind, version, salt, content) {
    const isKind = typeof kind === "string" && kind.length <= 80 && KIND.test(kind);
    if (!isKind || !Number.isInteger(version) || version < 1 || version > 9999) {
      throw new Refusal("opening_kind");
    }
    if (salt.length < MIN_SALT || salt.length > HASH) {
      throw new Refusal("opening_salt", { bytes: salt.length });
    }
    const told = utf8(`${COMMITMENT}\n${kind}\n${version}\n${salt.length}\n${canonical(content)}`);
    const key = await crypto.subtle.importKey(
      "raw", salt, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", key, told));
  }

  async function parseOpening(data) {
    const malformed = new Refusal("opening_malformed");
    const text = textOf(data);
    let told;
    try {
      told = parse(text);
    } catch {
      throw malformed;
    }
    const names = "content format kind salt version";
    if (!(told instanceof Map) || [...told.keys()].sort().join(" ") !== names
        || told.get("format") !== OPENING) throw malformed;
    if (typeof told.get("salt") !== "string") throw new Refusal("opening_salt", { bytes: 0 });
    const salt = unbase64(told.get("salt"), "opening_salt");
    const opening = { kind: told.get("kind"), version: told.get("version"),
                      content: told.get("content") };
    const made = await commitmentOf(opening.kind, opening.version, salt, opening.content);
    if (canonical(told) !== text) throw malformed;  // one receipt has one text
    const { kind, version } = opening;
    return { ...opening, entry: utf8(`${COMMITMENT}\n${kind}\n${version}\n${base64(made)}\n`) };
  }

  // --- notes, checkpoints, cosignatures ------------------------------------------------------------

  const isName = (name) => name !== "" && !name.includes("+") && !/\s/.test(name);

  async function parseKey(vkey, kind) {
    const malformed = new Refusal("key_malformed");
    const [name, id, ...rest] = vkey.split("+");
    if (rest.length === 0 || !isName(name)) throw malformed;
    const data = unbase64(rest.join("+"), "key_malformed", 33);
    const found = (await sha256(joined(utf8(`${name}\n`), data))).slice(0, 4);
    if (hex(found) !== id || data[0] !== kind) throw malformed;
    return { name, id, public: data.slice(1) };
  }

  function parseNote(note) {
    const malformed = new Refusal("note_malformed");
    if (note.length > MAX_TEXT || /[\x00-\x09\x0b-\x1f]/.test(note)) throw malformed;
    const split = note.lastIndexOf("\n\n");
    const text = note.slice(0, split + 1), lines = note.slice(split + 2);
    if (split < 0 || !text || !lines.endsWith("\n")) throw malformed;
    const rows = lines.slice(0, -1).split("\n");
    if (rows.length > MAX_SIGNATURES) throw malformed;
    return { text, signatures: rows.map(parseSignature) };
  }

  function parseSignature(row) {
    const malformed = new Refusal("note_malformed");
    const told = row.slice(DASH.length), space = told.indexOf(" ");
    if (!row.startsWith(DASH) || space < 0 || !isName(told.slice(0, space))) throw malformed;
    const data = unbase64(told.slice(space + 1), "note_malformed");
    if (data.length < 5) throw malformed;
    return { name: told.slice(0, space), id: hex(data.slice(0, 4)), data: data.slice(4) };
  }

  const by = (note, key) =>
    note.signatures.filter((one) => one.name === key.name && one.id === key.id);

  async function signedBy(note, key) {
    const some = by(note, key);
    for (const one of some) {
      if (!await verify(key.public, utf8(note.text), one.data)) {
        throw new Refusal("signature_wrong", { name: key.name });
      }
    }
    return some.length > 0;
  }

  async function cosignedBy(note, key) {
    const some = by(note, key);
    for (const one of some) {
      const wrong = new Refusal("cosignature_wrong", { name: key.name });
      if (one.data.length !== 72 || one.data[0] > 127) throw wrong;
      const seconds = new DataView(one.data.buffer, one.data.byteOffset).getBigUint64(0);
      const told = utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`);
      if (!await verify(key.public, told, one.data.slice(8))) throw wrong;
    }
    return some.length > 0;
  }

  // --- policies ------------------------------------------------------------------------------------

  async function parsePolicy(text) {
    const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "" };
    const seen = new Set();
    for (const [number, line] of text.split("\n").entries()) {
      const words = line.replaceAll("\t", " ").split(" ").filter(Boolean);
      if (words.length === 0 || words[0].startsWith("#")) continue;
      try {
        await withLine(policy, words, seen);
      } catch (error) {
        if (error instanceof Refusal) {
          throw new Refusal("policy_malformed", { line: number + 1 });
        }
        throw error;
      }
    }
    if (!policy.quorum || policy.logs.length === 0) {
      throw new Refusal("policy_malformed", { line: 0 });
    }
    return policy;
  }

  async function withLine(policy, words, seen) {
    const [head, name, ...rest] = words;
    const known = (one) => policy.witnesses.has(one) || policy.groups.has(one);
    const isNew = name !== undefined && !known(name) && name !== "none";
    const once = [];
    if (head === "log" && [2, 3].includes(words.length)) {
      const key = await parseKey(name, LOG_KEY);
      policy.logs.push(key);
      once.push(`log ${hex(key.public)}`);
    } else if (head === "witness" && [3, 4].includes(words.length) && isNew) {
      const key = await parseKey(rest[0], WITNESS_KEY);
      policy.witnesses.set(name, key);
      once.push(`witness ${hex(key.public)}`);
    } else if (head === "group" && words.length >= 4 && isNew) {
      const [told, ...members] = rest;
      const least = { any: 1, all: members.length }[told] ?? decimal(told, "policy_malformed");
      if (least < 1 || least > members.length || !members.every(known)) {
        throw new Refusal("policy_malformed");
      }
      policy.groups.set(name, { least, members });
      once.push(...members.map((one) => `member ${one}`));
    } else if (head === "quorum" && words.length === 2 && !policy.quorum
               && (known(name) || name === "none")) {
      policy.quorum = name;
      return;
    } else {
      throw new Refusal("policy_malformed");
    }
    if (new Set(once).size < once.length || once.some((one) => seen.has(one))) {
      throw new Refusal("policy_malformed");
    }
    once.forEach((one) => seen.add(one));
  }

  function isQuorum(policy, names) {
    const has = (name) => {
      if (policy.witnesses.has(name)) return names.has(name);
      const { least, members } = policy.groups.get(name);
      return members.filter(has).length >= least;
    };
    return policy.quorum === "none" || has(policy.quorum);
  }

  async function openCheckpoint(note, policy) {
    const parsed = parseNote(note);
    const lines = parsed.text.split("\n");
    if (lines.length < 4 || lines.slice(0, -1).includes("")) {
      throw new Refusal("checkpoint_malformed");
    }
    const size = decimal(lines[1], "checkpoint_malformed");
    const root = unbase64(lines[2], "checkpoint_malformed", HASH);
    let isKnown = false;
    for (const key of policy.logs) {
      if (key.name === lines[0] && await signedBy(parsed, key)) isKnown = true;
    }
    if (!isKnown) throw new Refusal("log_unknown", { origin: lines[0] });
    const names = new Set();
    for (const [name, key] of policy.witnesses) {
      if (await cosignedBy(parsed, key)) names.add(name);
    }
    if (!isQuorum(policy, names)) throw new Refusal("quorum_missing", { count: names.size });
    return { size, root };
  }

  // --- the receipt -----------------------------------------------------------------------------------

  function parseProof(text) {
    const malformed = new Refusal("proof_malformed");
    const split = text.indexOf("\n\n");
    if (text.length > MAX_TEXT || split < 0) throw malformed;
    const lines = text.slice(0, split).split("\n");
    if (lines.shift() !== PROOF) throw malformed;
    const extra = lines[0]?.startsWith("extra ")
      ? unbase64(lines.shift().slice(6), "proof_malformed") : undefined;
    if (!lines[0]?.startsWith("index ") || lines.length - 1 > MAX_PROOF) throw malformed;
    const index = decimal(lines.shift().slice(6), "proof_malformed");
    const hashes = lines.map((one) => unbase64(one, "proof_malformed", HASH));
    return { extra, index, hashes, checkpoint: text.slice(split + 2) };
  }

  // { index, kind, content } of a receipt that opens its commitment, or a Refusal.
  async function check(receipt, policy) {
    const proof = parseProof(receipt);
    if (proof.extra === undefined) throw new Refusal("opening_none");
    const opening = await parseOpening(proof.extra);
    const whose = await parsePolicy(policy);
    const checkpoint = await openCheckpoint(proof.checkpoint, whose);
    const leaf = await leafHash(opening.entry);
    const root = await rootOfInclusion(leaf, proof.index, checkpoint.size, proof.hashes);
    if (!same(root, checkpoint.root)) throw new Refusal("proof_root");
    return { index: proof.index, kind: opening.kind, content: opening.content };
  }

  return { Refusal, MAX_TEXT, canonical, check, hex, joined, parse, sha256, textOf, utf8, verify };
})();
