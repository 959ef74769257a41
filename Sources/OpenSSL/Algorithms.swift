// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// Algorithms looked up once for the whole process; fetching by name takes longer than a hash.
@safe
struct Algorithms: @unchecked Sendable {
    // SAFETY: never changed after the fetch; OpenSSL counts references to fetched algorithms with
    // atomics and reads them from any thread. They live until the process ends.
    let sha256: OpaquePointer
    let aes256GCM: OpaquePointer
    let aes256Wrap: OpaquePointer
    /// Copied for each key, never used itself.
    let hmacTemplate: OpaquePointer
    /// Domain parameters only.
    let p256: OpaquePointer

    static let shared = Algorithms()

    private init() {
        guard let sha256 = unsafe EVP_MD_fetch(nil, "SHA256", nil),
            let gcm = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil),
            let wrap = unsafe EVP_CIPHER_fetch(nil, "AES-256-WRAP", nil),
            let hmac = unsafe kp_hmac_sha256_template(),
            let p256 = unsafe kp_p256_parameters()
        else {
            preconditionFailure("libcrypto lacks an algorithm that every build of it has")
        }
        unsafe self.sha256 = sha256
        unsafe aes256GCM = gcm
        unsafe aes256Wrap = wrap
        unsafe hmacTemplate = hmac
        unsafe self.p256 = p256
    }
}
