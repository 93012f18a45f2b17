// OpenSSL 3 as Swift sees it: `Tokens` signs, verifies and encrypts with EVP, `EventLoop` speaks TLS.
// Only what Swift cannot say by itself gets a function here: macros with arguments, and arrays of
// OSSL_PARAM, which keep the addresses of their names.

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

/// A context of HMAC-SHA256 keyed with `count` bytes of `secret`, to be duplicated for each message;
/// null if OpenSSL refuses.
static inline EVP_MAC_CTX *fleetfoot_hmac_sha256_new(const unsigned char *secret, size_t count) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    if (context != NULL && EVP_MAC_init(context, secret, count, parameters) != 1) {
        EVP_MAC_CTX_free(context);
        context = NULL;
    }
    return context;
}

#endif
