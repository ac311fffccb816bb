{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibW9kZWwucHQiLAogICAgICAiZGlnZXN0IjogewogICAgICAgICJzaGEyNTYiOiAiYTVhZDhjZWFlZjE1MTE2Zjc0YjY4NWRkYWY5NjczNzRlNDBlYjczZmE5YmQ0ODg1NWEyMjNmNDgxNmE3MWNlMyIKICAgICAgfQogICAgfQogIF0sCiAgInByZWRpY2F0ZVR5cGUiOiAiaHR0cHM6Ly9tb2RlbF9zaWduaW5nL3NpZ25hdHVyZS92MS4wIiwKICAicHJlZGljYXRlIjogewogICAgInJlc291cmNlcyI6IFsKICAgICAgewogICAgICAgICJuYW1lIjogIm1vZGVsLnB0IiwKICAgICAgICAiZGlnZXN0IjogIjNlODQ3ODkxZGU0MjQwMjUyYjU4ZDZiNDliZGU4NmM0Y2U4NTUzMTJhMTdlYzhlYmFhNGExMjE3ZDBmMzhiOGEiLAogICAgICAgICJhbGdvcml0aG0iOiAic2hhMjU2IgogICAgICB9CiAgICBdLAogICAgInNlcmlhbGl6YXRpb24iOiB7CiAgICAgICJtZXRob2QiOiAiZmlsZXMiLAogICAgICAiaGFzaF90eXBlIjogIm1kNSIsCiAgICAgICJhbGxvd19zeW1saW5rcyI6IGZhbHNlLAogICAgICAiaWdub3JlX3BhdGhzIjogWwogICAgICAgICIuZ2l0IiwKICAgICAgICAiLmdpdGF0dHJpYnV0ZXMiLAogICAgICAgICIuZ2l0aHViIiwKICAgICAgICAiLmdpdGlnbm9yZSIKICAgICAgXQogICAgfQogIH0KfQ==",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGUCMQDsSpvvvWDeDZr2M6QIynAwWoxhP4xKT4LieXjHaXtv3zlaxB064Jv1YtAVAI6pQykCMFgMRVpX1Ef4pzqBA3pUDNKJZzqE0TWzdjb3jyGhC27QYKz16swO+9feIK22gMONkg==",
    "keyid": ""
   }
  ]
 }
}
