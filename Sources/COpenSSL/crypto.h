// SPDX-License-Identifier: EUPL-1.2
// What Swift cannot import of libcrypto: function-like macros and variadic functions.
#ifndef KERNPOORT_CRYPTO_H
#define KERNPOORT_CRYPTO_H

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

#endif
