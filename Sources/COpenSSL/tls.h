// SPDX-License-Identifier: EUPL-1.2
// What Swift cannot import of libssl: function-like macros, option bits, typed stacks.
#ifndef KERNPOORT_TLS_H
#define KERNPOORT_TLS_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

// MARK: Contexts

/// Every setting that server and client share; 1 when all were taken.
static inline int kp_tls_configure(SSL_CTX *context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                     SSL_OP_CLEANSE_PLAINTEXT);
    SSL_CTX_set_mode(
        context, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_ENABLE_PARTIAL_WRITE |
                     SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_security_level(context, 2);
    SSL_CTX_set_verify_depth(context, 4);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_max_early_data(context, 0) == 1 &&
           SSL_CTX_set_ciphersuites(
               context, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1 &&
           SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1;
}

/// Who must show a certificate, and whether revocation lists decide.
static inline int kp_tls_require_peer(SSL_CTX *context, int with_revocation) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    unsigned long flags = X509_V_FLAG_X509_STRICT;
    if (with_revocation) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
    return X509_STORE_set_flags(SSL_CTX_get_cert_store(context), flags);
}

static inline int kp_tls_add_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

// MARK: Connections

/// Names the server that the client wants: SNI and the name its certificate must carry.
static inline int kp_tls_expect_host(SSL *connection, const char *host) {
    X509_VERIFY_PARAM *parameters = SSL_get0_param(connection);
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1) return 1;
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1 &&
           SSL_set_tlsext_host_name(connection, host) == 1;
}

/// Checks the chain of a finished connection once more, against another context's anchors and lists.
static inline int kp_tls_verify_again(SSL *connection, SSL_CTX *context) {
    X509 *peer = SSL_get0_peer_certificate(connection);
    if (peer == NULL) return 0;
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    if (check == NULL) return 0;
    int valid = X509_STORE_CTX_init(
                    check, SSL_CTX_get_cert_store(context), peer,
                    SSL_get_peer_cert_chain(connection)) == 1 &&
                X509_STORE_CTX_set_default(
                    check, SSL_is_server(connection) ? "ssl_client" : "ssl_server") == 1;
    if (valid) {
        X509_STORE_CTX_set_depth(check, SSL_CTX_get_verify_depth(context));
        valid = X509_verify_cert(check) == 1;
    }
    X509_STORE_CTX_free(check);
    ERR_clear_error();
    return valid;
}

/// Whether the last failure means no more than that the other side hung up.
static inline int kp_tls_is_hang_up(void) {
    return ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL &&
           ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

/// Whether the last failure means that the other side showed no certificate.
static inline int kp_tls_is_certificate_missing(void) {
    return ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL &&
           ERR_GET_REASON(ERR_peek_error()) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
}

// MARK: Certificates

/// A name as RFC 2253 writes it, letters beyond ASCII left as they are.
static const unsigned long kp_name_flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;

/// Whether reading PEM stopped because there was nothing more.
static inline int kp_pem_is_at_end(void) {
    return ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_PEM &&
           ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

/// Milliseconds since 1970, or INT64_MIN where the time can't be read.
static inline int64_t kp_time_milliseconds(const ASN1_TIME *time) {
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) return INT64_MIN;
    return (int64_t)timegm(&parts) * 1000;
}

static inline int kp_set_time(ASN1_TIME *time, int64_t milliseconds) {
    return ASN1_TIME_set(time, (time_t)(milliseconds / 1000)) != NULL;
}

/// Adds an extension as OpenSSL's configuration language writes it; the value is made here, never read.
static inline int kp_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
    if (extension == NULL) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// Adds the two extensions that RFC 5280 §5.2 requires of a revocation list.
static inline int kp_add_list_extensions(X509_CRL *list, X509 *issuer, long number) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, NULL, NULL, list, 0);
    X509_EXTENSION *key = X509V3_EXT_nconf_nid(
        NULL, &context, NID_authority_key_identifier, "keyid:always");
    if (key == NULL) return 0;
    int added = X509_CRL_add_ext(list, key, -1);
    X509_EXTENSION_free(key);
    ASN1_INTEGER *value = ASN1_INTEGER_new();
    added = added && value != NULL && ASN1_INTEGER_set(value, number) == 1 &&
            X509_CRL_add1_ext_i2d(list, NID_crl_number, value, 0, 0) == 1;
    ASN1_INTEGER_free(value);
    return added;
}

static inline int kp_list_count(X509_CRL *list) {
    return sk_X509_REVOKED_num(X509_CRL_get_REVOKED(list));
}

#endif
