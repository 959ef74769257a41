// SPDX-License-Identifier: EUPL-1.2
// What Swift cannot import of libssl: function-like macros, option bits, typed stacks.
#ifndef KERNPOORT_TLS_H
#define KERNPOORT_TLS_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#endif
