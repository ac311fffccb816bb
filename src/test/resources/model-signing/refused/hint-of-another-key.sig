{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "39df6f50759b7c9caca9f096b4a64f7f003b95d7d4a776280cfdd2dea2667607"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibW9kZWwucHQiLAogICAgICAiZGlnZXN0IjogewogICAgICAgICJzaGEyNTYiOiAiYTVhZDhjZWFlZjE1MTE2Zjc0YjY4NWRkYWY5NjczNzRlNDBlYjczZmE5YmQ0ODg1NWEyMjNmNDgxNmE3MWNlMyIKICAgICAgfQogICAgfQogIF0sCiAgInByZWRpY2F0ZVR5cGUiOiAiaHR0cHM6Ly9tb2RlbF9zaWduaW5nL3NpZ25hdHVyZS92MS4wIiwKICAicHJlZGljYXRlIjogewogICAgInJlc291cmNlcyI6IFsKICAgICAgewogICAgICAgICJuYW1lIjogIm1vZGVsLnB0IiwKICAgICAgICAiZGlnZXN0IjogIjNlODQ3ODkxZGU0MjQwMjUyYjU4ZDZiNDliZGU4NmM0Y2U4NTUzMTJhMTdlYzhlYmFhNGExMjE3ZDBmMzhiOGEiLAogICAgICAgICJhbGdvcml0aG0iOiAic2hhMjU2IgogICAgICB9CiAgICBdLAogICAgInNlcmlhbGl6YXRpb24iOiB7CiAgICAgICJtZXRob2QiOiAiZmlsZXMiLAogICAgICAiaGFzaF90eXBlIjogInNoYTI1NiIsCiAgICAgICJhbGxvd19zeW1saW5rcyI6IGZhbHNlLAogICAgICAiaWdub3JlX3BhdGhzIjogWwogICAgICAgICIuZ2l0IiwKICAgICAgICAiLmdpdGF0dHJpYnV0ZXMiLAogICAgICAgICIuZ2l0aHViIiwKICAgICAgICAiLmdpdGlnbm9yZSIKICAgICAgXQogICAgfQogIH0KfQ==",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGUCMQCoOmLLO20iHg27jVwUigw/6Xkxspp7/OiBDuVVD56tpyrmpKZ2V4yl3HB6FtlcwgECMBvMhmfkFSh47Xb6lRe4RTX9c0WXaF9Z2X+SGAUUGlNHNJ0V0f5c+7X8NWD7zp8NuQ==",
    "keyid": ""
   }
  ]
 }
}
