/** JSON in ASCII alone: what is signed and what is sent are then the same bytes, whatever character set the platform uses. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, unit => {
    const hex = unit.charCodeAt(0).toString(16)
    return `\\u${'0000'.slice(hex.length)}${hex}`
  })
}

/** Header `x-fixproof-signature`: one signature for each secret in force. `mac`: base64 of HMAC-SHA256. */
export function signatureHeader(
  secrets: readonly string[],
  timestamp: string,
  body: string,
  mac: (secret: string, data: string) => string,
): string {
  return secrets.map(secret => `v1=${mac(secret, `${timestamp}.${body}`)}`).join(',')
}
