{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "bef2f4f8dc795444066313c6d584521cabc81b7bf09e407995363fb8e4ce047c"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibW9kZWwucHQiLAogICAgICAiZGlnZXN0IjogewogICAgICAgICJzaGEyNTYiOiAiYTVhZDhjZWFlZjE1MTE2Zjc0YjY4NWRkYWY5NjczNzRlNDBlYjczZmE5YmQ0ODg1NWEyMjNmNDgxNmE3MWNlMyIKICAgICAgfQogICAgfQogIF0sCiAgInByZWRpY2F0ZVR5cGUiOiAiaHR0cHM6Ly9tb2RlbF9zaWduaW5nL3NpZ25hdHVyZS92MS4wIiwKICAicHJlZGljYXRlIjogewogICAgInJlc291cmNlcyI6IFsKICAgICAgewogICAgICAgICJuYW1lIjogIm1vZGVsLnB0IiwKICAgICAgICAiZGlnZXN0IjogIjNlODQ3ODkxZGU0MjQwMjUyYjU4ZDZiNDliZGU4NmM0Y2U4NTUzMTJhMTdlYzhlYmFhNGExMjE3ZDBmMzhiOGEiLAogICAgICAgICJhbGdvcml0aG0iOiAic2hhMjU2IgogICAgICB9CiAgICBdLAogICAgInNlcmlhbGl6YXRpb24iOiB7CiAgICAgICJtZXRob2QiOiAiZmlsZXMiLAogICAgICAiaGFzaF90eXBlIjogInNoYTI1NiIsCiAgICAgICJhbGxvd19zeW1saW5rcyI6IGZhbHNlLAogICAgICAiaWdub3JlX3BhdGhzIjogWwogICAgICAgICIuZ2l0IiwKICAgICAgICAiLmdpdGF0dHJpYnV0ZXMiLAogICAgICAgICIuZ2l0aHViIiwKICAgICAgICAiLmdpdGlnbm9yZSIKICAgICAgXQogICAgfQogIH0KfQ==",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MIGIAkIA4xUOQ5Jk+8URLLLfIsNFz/DDloLqiG3tJxaQW+tsn57NYbRyOasdTjrQS/s+mA0y+T9OSaUyWrxvN1TcxFG1/jUCQgCUXQtIk2wehnuBWWAC7OHgzzmlqbceEWDTzvStNDvOISVDui3c4Y7DYiOlSomr70DahoVAJhbUIJuYt/stB0NI5w==",
    "keyid": ""
   }
  ]
 }
}
