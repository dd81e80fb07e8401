// Verifiers that know nothing of Bagdar: jose (a VC-JWT), @sd-jwt/sd-jwt-vc (an SD-JWT VC). Reads
// {"did", "asked": [{"kind", "text"}]} and answers for each {"claims"}, or {"refused": why}.
import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { decodeProtectedHeader, flattenedVerify, importJWK, jwtVerify } from "jose";

const { did, asked } = JSON.parse(await text(process.stdin));

// Base58 as Multikey has it; the keys are those of the issuer's own document.
function publicKey(multibase) {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const number = [...multibase.slice(1)].reduce(
    (sum, sign) => sum * 58n + BigInt(alphabet.indexOf(sign)), 0n);
  const data = Buffer.from(number.toString(16).padStart(68, "0"), "hex");
  const x = data.subarray(2).toString("base64url");
  return importJWK({ kty: "OKP", crv: "Ed25519", x }, "EdDSA");
}

function keyOf({ kid }) {
  const method = did.verificationMethod.find((one) => one.id === kid);
  if (!method || !did.assertionMethod.includes(kid)) throw new Error("no such key");
  return publicKey(method.publicKeyMultibase);
}

async function jwt(token) {
  const options = { algorithms: ["EdDSA"], typ: "vc+jwt", issuer: did.id };
  return (await jwtVerify(token, keyOf, options)).payload;
}

async function sdJwt(token) {
  const header = decodeProtectedHeader(token.split("~")[0]);
  const reader = new SDJwtVcInstance({
    hasher: (data, how) => createHash(how.replace("-", "")).update(data).digest(),
    hashAlg: "sha-256",
    verifier: async (message, signature) => {
      const [head, payload] = message.split(".");
      await flattenedVerify({ protected: head, payload, signature }, keyOf);
      return true;
    },
  });
  if (header.typ !== "dc+sd-jwt") throw new Error("another type");
  return (await reader.verify(token)).payload;
}

const said = [];
for (const { kind, text: token } of asked) {
  try {
    said.push({ claims: await (kind === "jwt" ? jwt : sdJwt)(token) });
  } catch (error) {
    said.push({ refused: error.message });
  }
}
process.stdout.write(JSON.stringify(said));
