/**
 * Hashes that other programs have made, with the password. Made once on Debian 12 by Werkzeug 2.2.2
 * (generate_password_hash), Django 3.2.25 (django.contrib.auth.hashers), passlib 1.7.4 and argon2-cffi 21.1.0;
 * those of Spring Security, Keycloak and Django's scrypt by Python's hashlib, laid out as these write them; Firebase's
 * is from https://github.com/firebase/scrypt.
 */
export const foreignHashVectors: [madeBy: string, password: string, stored: string][] = [
  [
    "Werkzeug 2.2 pbkdf2:sha1",
    "correct horse battery staple",
    "pbkdf2:sha1:1000$TXoY5SaUbygGAx2y$c7135ea4ccd1910ad7b963cf5c2c8a697d29d1cf",
  ],
  [
    "Werkzeug 2.2 pbkdf2:sha224",
    "correct horse battery staple",
    "pbkdf2:sha224:1000$jucARd52FWNMTTHW$fab00e77778172db4f3fb575adef5c76347d61f77b44328b091fffba",
  ],
  [
    "Werkzeug 2.2 pbkdf2:sha256",
    "correct horse battery staple",
    "pbkdf2:sha256:1000$vSf5OSvOdUusLHQP$3dd559a8ca6cc24243ba2580383864ee1e20bd03a1b5ab7664b2de87d643abb7",
  ],
  [
    "Werkzeug 2.2 pbkdf2:sha384",
    "correct horse battery staple",
    "pbkdf2:sha384:1000$djLDpLLehiszMnMh$38c0f0fb84cc7bc813ad33a2918a4d8fb25bf10d14046f01f9e8e1a6e828ee2e9ff0e01b2952e43ed215644048cc8da0",
  ],
  [
    "Werkzeug 2.2 pbkdf2:sha512",
    "correct horse battery staple",
    "pbkdf2:sha512:1000$jGYjWSBaHd0xkJas$3e07e825330a0b61244226b22a0acb1fec0901674c2185353d7cde532d1d5c8c7381fed15bdad2214f22b86667f3aeacb61cc27eced59fee13573ac3f1a476a7",
  ],
  [
    "Django 3.2 pbkdf2_sha1",
    "correct horse battery staple",
    "pbkdf2_sha1$1000$saltsaltsalt$MNEV9u2pN6dwoHiByKLtK5AJwGc=",
  ],
  [
    "Django 3.2 pbkdf2_sha256",
    "pässwörd mit Ümlaut 💥",
    "pbkdf2_sha256$1000$saltsaltsalt$Hmyjv2tS4FwAbaDRZ7CKrviROiQcNn1H8eEcV1KsqLg=",
  ],
  [
    "Django 3.2 argon2",
    "pässwörd mit Ümlaut 💥",
    "argon2$argon2id$v=19$m=256,t=2,p=2$YjVWSk1GVERGZnZJV0I2T1NwZXZmYg$eidkPIFE7BI3jNwZc8xnDw",
  ],
  [
    "Django 3.2 bcrypt",
    "correct horse battery staple",
    "bcrypt$$2b$04$PKfyyXy0nu15tLYBzD8ycO2eU6ZD6vObk7SAU7V0PNHszTPN4hpk2",
  ],
  [
    "Django 3.2 bcrypt_sha256, past 72 bytes",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxa",
    "bcrypt_sha256$$2b$04$0Adh84VsGEirXuzDYoW25eqJ6bcxc8ZDXfc5WbuhIKYIL5oQYBmtG",
  ],
  [
    "Django 4 and later scrypt (by hashlib, in Django's form)",
    "pässwörd mit Ümlaut 💥",
    "scrypt$1024$saltsaltsalt$8$5$SLMhjFOxkxToR67xOT7gTiNL3vjhIQgZG4rnFwIJA4kOOzD9Jb+xSuB4qlZczRxrve4r2OK5k3gPz1CRHmWWdA==",
  ],
  [
    "passlib 1.7.4 scrypt",
    "correct horse battery staple",
    "$scrypt$ln=10,r=8,p=2$x9jbG4Mw5pyz1novJUQoRQ$rQ8S/pS7a1YDVUMUnyi+emi7PvAzbahHn/bYjcsyqF0",
  ],
  [
    "passlib pbkdf2 sha1",
    "correct horse battery staple",
    "$pbkdf2$1000$cc65V2rNWat1LuU8x7g3xg$lzVmV9psSxfjDwnc2ohFwerHTfY",
  ],
  [
    "passlib pbkdf2-sha256",
    "pässwörd mit Ümlaut 💥",
    "$pbkdf2-sha256$1000$krKWcm4tRWit1ZqTsraWMg$iIdo2gpWVgY7i2lXFZq.GBzu.JzNImk2XwvdVX1QRak",
  ],
  [
    "passlib pbkdf2-sha512",
    "correct horse battery staple",
    "$pbkdf2-sha512$1000$6B3DOGfsXYtxDqH0nvO.dw$MFLXtBH17/0y7CL9B.pRp1pazgHNMJLY1IIkdMed18dQ0TB4hVmSBtCwN7qr2tXOEIsfVj10hgSozMCYDDlCAg",
  ],
  [
    "passlib django",
    "correct horse battery staple",
    "pbkdf2_sha256$1000$ZAQa6ZCTSTsN$1Gu5Ekjh84nqLx78tzRPdNo2yF32LeE5ZptA92oTE+g=",
  ],
  [
    "passlib bcrypt",
    "pässwörd mit Ümlaut 💥",
    "$2b$04$zsmrQXz.FLnDc5tqJAXqaeCk2bDYeZXiZuHLO2J0sw2rrJaBjRlLG",
  ],
  [
    "passlib bcrypt_sha256 v2",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxa",
    "$bcrypt-sha256$v=2,t=2b,r=4$kq/vCd0LR1.1M1zNFVqJjO$gzoCtCFJw17GF6RR3Zs/R2XZ6N5506a",
  ],
  [
    "passlib bcrypt_sha256 v1",
    "correct horse battery staple",
    "$bcrypt-sha256$2b,4$T.hSSdMWGoOk6MCk3UNkQe$Kwz6JFFznsWbvTWqGX2TqU8sKq5Zena",
  ],
  [
    "passlib argon2id",
    "pässwörd mit Ümlaut 💥",
    "$argon2id$v=19$m=256,t=2,p=4$UArBOCckhDDGGMP4fy/l/A$mrqKX98Hk9G9StFaTNFOKQ",
  ],
  [
    "passlib argon2i",
    "pässwörd mit Ümlaut 💥",
    "$argon2i$v=19$m=256,t=2,p=4$u3eulZKS8r4XgtA6Z4yRsg$Kj2536WHwZBJAMGtxZ8HeA",
  ],
  [
    "argon2 version 1.0",
    "correct horse battery staple",
    "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$gPNDqiHq5JVY0ylAfFOpPmb9kojpcjb1l4szqBT4o40",
  ],
  [
    "argon2-cffi long digest",
    "correct horse battery staple",
    "$argon2id$v=19$m=64,t=1,p=1$QiZNnQhcnP1VGv+kWklq2IR9+9kkEeAK$mMQt0pse1cZNNxhqrl4f10q4+PByaiWJgwHQ/fndibTInDsAMpWFnpPc7NoUO8aAjEvf6ucp3cKMQqFQ8u86xA",
  ],
  [
    "Spring pbkdf2 before 5.8",
    "correct horse battery staple",
    "{pbkdf2}468438e60523134126e37b6b3e3e9d87ddde57abe8cae4dbd190d4a72b33eba2349e4d22b3f4db49",
  ],
  [
    "Spring pbkdf2 5.8",
    "correct horse battery staple",
    "{pbkdf2@SpringSecurity_v5_8}6e06ad4e5addb9c32ef6f323e549b88858f00a415b0c2f91c686ab4c7d3312504b443e34c4b91eae54e0e8bbb55d01c6",
  ],
  [
    "Spring scrypt",
    "correct horse battery staple",
    "{scrypt@SpringSecurity_v5_8}$a0801$4OUFzPBjZ9PBlzOBo9pmEw==$s3DIF3GgrWBpm0sLvFSNX58IpRMrSa9ctjcXExmm7l0=",
  ],
  [
    "Spring bcrypt",
    "correct horse battery staple",
    "{bcrypt}$2a$04$xcCvhuHppQMakZnwK0LIs.QSQIy5MJIjKvRu1R1XX60EHpQJCJpmq",
  ],
  [
    "Spring argon2",
    "correct horse battery staple",
    "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=256,t=2,p=1$YmezT1isTJe5O4KNl7fINQ$8WXwP7aj/VGw1q5f6XbVWg",
  ],
  [
    "bcrypt whose salt has spare bits set",
    "correct horse battery staple",
    "$2b$04$abcdefghijklmnopqrstuz7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG",
  ],
];

/** What a Keycloak realm's export has for a user, by algorithm; the password is "correct horse battery staple". */
export const keycloakCredentials = {
  "pbkdf2-sha512": [
    {
      type: "password",
      secretData:
        '{"value":"t/rW4pSCfIu4n9W0nupeNnaqIZ7hrMWDMMdFy4ofD6501VCLEV0N9UfbjfEZeWyg7lSkHPrG5Gytxn3TsQZc3Q==","salt":"oCN/0UuLRgaRq+0BE/poPw==","additionalParameters":{}}',
      credentialData: '{"hashIterations":1000,"algorithm":"pbkdf2-sha512","additionalParameters":{}}',
    },
  ],
  argon2: [
    { type: "otp", secretData: "{}", credentialData: "{}" },
    {
      type: "password",
      secretData:
        '{"value":"ZaVI7q+siPJin95DNrG5b0JYPMtydyo8wEuThogsHC4=","salt":"oCN/0UuLRgaRq+0BE/poPw==","additionalParameters":{}}',
      credentialData:
        '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["512"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}',
    },
  ],
} as const;

/** A Firebase project's parameters, and an account of it with the password "user1password". */
export const firebaseVector = {
  parameters: {
    signerKey: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
    saltSeparator: "Bw==",
    rounds: 8,
    memoryCost: 14,
  },
  hash: "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
  salt: "42xEC+ixf3L2lw==",
};
