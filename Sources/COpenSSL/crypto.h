// SPDX-License-Identifier: EUPL-1.2
// What Swift cannot import of libcrypto: function-like macros and variadic functions.
#ifndef KERNPOORT_CRYPTO_H
#define KERNPOORT_CRYPTO_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// An HMAC-SHA-256 context with an all-zero key: the one place where the digest is looked up.
static inline EVP_MAC_CTX *kp_hmac_sha256_template(void) {
    unsigned char zeros[32] = {0};
    char name[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    EVP_MAC_CTX *context = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    if (context != NULL && EVP_MAC_init(context, zeros, sizeof zeros, params) != 1) {
        EVP_MAC_CTX_free(context);
        context = NULL;
    }
    return context;
}

// Domain parameters of P-256, from which key pairs are made without looking the curve up again.
static inline EVP_PKEY *kp_p256_parameters(void) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (context != NULL && EVP_PKEY_paramgen_init(context) == 1 &&
        EVP_PKEY_CTX_set_group_name(context, "P-256") == 1) {
        EVP_PKEY_paramgen(context, &key);
    }
    EVP_PKEY_CTX_free(context);
    return key;
}

// A public key on the curve of `parameters`; NULL where the point is not on it. Eight times as fast
// as decoding a SubjectPublicKeyInfo, which looks decoders and curve up by name.
static inline EVP_PKEY *kp_public_key_on_curve(
    EVP_PKEY *parameters, const unsigned char *point, size_t count) {
    EVP_PKEY *key = EVP_PKEY_new();
    if (key == NULL || EVP_PKEY_copy_parameters(key, parameters) != 1 ||
        EVP_PKEY_set1_encoded_public_key(key, point, count) != 1) {
        EVP_PKEY_free(key);
        return NULL;
    }
    return key;
}

// A passphrase is never asked for: an encrypted key fails to load.
static int kp_no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static inline EVP_PKEY *kp_private_key_from_pem(BIO *bio) {
    return PEM_read_bio_PrivateKey(bio, NULL, kp_no_passphrase, NULL);
}

static inline int kp_private_key_to_pem(BIO *bio, const EVP_PKEY *key) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
}

static inline const unsigned char *kp_bio_memory(BIO *bio, size_t *count) {
    char *memory = NULL;
    long length = BIO_get_mem_data(bio, &memory);
    *count = length > 0 ? (size_t)length : 0;
    return (const unsigned char *)memory;
}

#endif
