// OpenSSL 3 as Swift sees it: `Tokens` signs, verifies and encrypts with EVP, `EventLoop` speaks TLS.
// Only what Swift cannot import by itself (macros with arguments) gets a function here.

#ifndef FLEETFOOT_COPENSSL_SHIM_H
#define FLEETFOOT_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#endif
