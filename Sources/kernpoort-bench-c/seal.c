// SPDX-License-Identifier: EUPL-1.2
// The EVP calls of one sealed envelope in a loop: sign, keygen, derive, KDF, wrap, GCM; no encoding.
#include "measure.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

// Everything that a run needs beforehand.
struct Stand {
    const char *kind;   // "p256" or "x25519": the recipient's kind
    int is_tuned;       // fetched algorithms, ready parameters, a peer that was checked before
    size_t signed_count; // bytes that are signed
    size_t sealed_count; // bytes that are encrypted
    EVP_PKEY *recipient;
    EVP_PKEY *signer;
    EVP_PKEY *parameters;
    EVP_MD *sha256;
    EVP_CIPHER *gcm;
    EVP_CIPHER *wrap;
};

static EVP_PKEY *ephemeral(const struct Stand *stand) {
    int is_p256 = strcmp(stand->kind, "p256") == 0;
    if (!stand->is_tuned) {
        return is_p256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
                       : EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    }
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = is_p256 ? EVP_PKEY_CTX_new_from_pkey(NULL, stand->parameters, NULL)
                                    : EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
    require(EVP_PKEY_keygen_init(context) == 1 && EVP_PKEY_generate(context, &key) == 1, "keygen");
    EVP_PKEY_CTX_free(context);
    return key;
}

static void derive(const struct Stand *stand, EVP_PKEY *own, unsigned char secret[32]) {
    size_t count = 32;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
    require(EVP_PKEY_derive_init(context) == 1, "derive");
    int joined = stand->is_tuned ? EVP_PKEY_derive_set_peer_ex(context, stand->recipient, 0)
                                 : EVP_PKEY_derive_set_peer(context, stand->recipient);
    require(joined == 1 && EVP_PKEY_derive(context, secret, &count) == 1, "derive");
    EVP_PKEY_CTX_free(context);
}

// The Concat KDF of RFC 7518 §4.6.2: one hash.
static void concat_kdf(
    const struct Stand *stand, const unsigned char secret[32], unsigned char key[32]) {
    static const unsigned char info[] = {0, 0, 0, 14, 'E', 'C', 'D', 'H', '-', 'E', 'S', '+', 'A',
                                         '2', '5', '6', 'K', 'W', 0,   0,   0,   0,   0,   0,
                                         0,   0, 0,   0,   1,   0};
    static const unsigned char counter[] = {0, 0, 0, 1};
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    require(
        EVP_DigestInit_ex2(context, stand->is_tuned ? stand->sha256 : EVP_sha256(), NULL) == 1 &&
            EVP_DigestUpdate(context, counter, sizeof counter) == 1 &&
            EVP_DigestUpdate(context, secret, 32) == 1 &&
            EVP_DigestUpdate(context, info, sizeof info) == 1 &&
            EVP_DigestFinal_ex(context, key, NULL) == 1,
        "KDF");
    EVP_MD_CTX_free(context);
}

static void wrap_key(
    const struct Stand *stand, const unsigned char key[32], const unsigned char content_key[32],
    unsigned char wrapped[40]) {
    int count = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    require(
        EVP_EncryptInit_ex2(
            context, stand->is_tuned ? stand->wrap : EVP_aes_256_wrap(), key, NULL, NULL) == 1 &&
            EVP_EncryptUpdate(context, wrapped, &count, content_key, 32) == 1 && count == 40,
        "wrap");
    EVP_CIPHER_CTX_free(context);
}

static void encrypt(
    const struct Stand *stand, const unsigned char key[32], unsigned char *bytes) {
    unsigned char nonce[12], tag[16], header[400] = {0};
    int count = 0;
    require(RAND_bytes(nonce, sizeof nonce) == 1, "nonce");
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    require(
        EVP_EncryptInit_ex2(
            context, stand->is_tuned ? stand->gcm : EVP_aes_256_gcm(), key, nonce, NULL) == 1 &&
            EVP_EncryptUpdate(context, NULL, &count, header, sizeof header) == 1 &&
            EVP_EncryptUpdate(context, bytes, &count, bytes, (int)stand->sealed_count) == 1 &&
            EVP_EncryptFinal_ex(context, bytes + count, &count) == 1 &&
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, sizeof tag, tag) == 1,
        "GCM");
    EVP_CIPHER_CTX_free(context);
}

static void sign(const struct Stand *stand, const unsigned char *bytes) {
    unsigned char signature[80];
    size_t count = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    require(
        EVP_DigestSignInit_ex(context, NULL, "SHA256", NULL, NULL, stand->signer, NULL) == 1 &&
            EVP_DigestSign(context, signature, &count, bytes, stand->signed_count) == 1,
        "sign");
    EVP_MD_CTX_free(context);
}

static void seal_once(const struct Stand *stand, unsigned char *bytes) {
    unsigned char content_key[32], secret[32], wrapping_key[32], wrapped[40];
    sign(stand, bytes);
    require(RAND_bytes(content_key, sizeof content_key) == 1, "content key");
    EVP_PKEY *own = ephemeral(stand);
    derive(stand, own, secret);
    concat_kdf(stand, secret, wrapping_key);
    wrap_key(stand, wrapping_key, content_key, wrapped);
    encrypt(stand, content_key, bytes);
    EVP_PKEY_free(own);
}

// seal KIND plain|tuned COUNT SIGNED-BYTES SEALED-BYTES: one run after a warm-up.
int seal_reference(int argc, char **argv) {
    require(argc == 5, "arguments");
    struct Stand stand = {.kind = argv[0], .is_tuned = strcmp(argv[1], "tuned") == 0};
    long count = atol(argv[2]);
    stand.signed_count = (size_t)atol(argv[3]);
    stand.sealed_count = (size_t)atol(argv[4]);
    stand.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    stand.gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    stand.wrap = EVP_CIPHER_fetch(NULL, "AES-256-WRAP", NULL);
    stand.signer = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    stand.parameters = stand.signer;
    // The recipient is known to the loop, as it is to the gateway.
    int is_tuned = stand.is_tuned;
    stand.is_tuned = 0;
    stand.recipient = ephemeral(&stand);
    stand.is_tuned = is_tuned;
    size_t room = stand.signed_count + stand.sealed_count + 16;
    unsigned char *bytes = calloc(1, room);
    require(bytes != NULL && count > 0, "memory");
    for (long index = 0; index < count / 10 + 1; index++) seal_once(&stand, bytes);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (long index = 0; index < count; index++) seal_once(&stand, bytes);
    report(
        count, seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    free(bytes);
    return 0;
}
