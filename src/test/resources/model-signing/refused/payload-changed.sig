{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "eyJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwgInN1YmplY3QiOiBbeyJuYW1lIjogIm1vZGVsLnB0IiwgImRpZ2VzdCI6IHsic2hhMjU2IjogImE1YWQ4Y2VhZWYxNTExNmY3NGI2ODVkZGFmOTY3Mzc0ZTQwZWI3M2ZhOWJkNDg4NTVhMjIzZjQ4MTZhNzFjZTMifX1dLCAicHJlZGljYXRlVHlwZSI6ICJodHRwczovL21vZGVsX3NpZ25pbmcvc2lnbmF0dXJlL3YxLjAiLCAicHJlZGljYXRlIjogeyJyZXNvdXJjZXMiOiBbeyJuYW1lIjogIm1vZGVsLnB0IiwgImRpZ2VzdCI6ICIzZTg0Nzg5MWRlNDI0MDI1MmI1OGQ2YjQ5YmRlODZjNGNlODU1MzEyYTE3ZWM4ZWJhYTRhMTIxN2QwZjM4YjhhIiwgImFsZ29yaXRobSI6ICJzaGEyNTYifV0sICJzZXJpYWxpemF0aW9uIjogeyJtZXRob2QiOiAiZmlsZXMiLCAiaGFzaF90eXBlIjogInNoYTI1NiIsICJhbGxvd19zeW1saW5rcyI6IGZhbHNlLCAiaWdub3JlX3BhdGhzIjogWyIuZ2l0IiwgIi5naXRhdHRyaWJ1dGVzIiwgIi5naXRodWIiLCAiLmdpdGlnbm9yZSJdfX19",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGUCMQCoOmLLO20iHg27jVwUigw/6Xkxspp7/OiBDuVVD56tpyrmpKZ2V4yl3HB6FtlcwgECMBvMhmfkFSh47Xb6lRe4RTX9c0WXaF9Z2X+SGAUUGlNHNJ0V0f5c+7X8NWD7zp8NuQ==",
    "keyid": ""
   }
  ]
 }
}
