// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// One reference to an OpenSSL certificate.
@safe
struct X509Handle: ~Copyable {
    // SAFETY: one counted reference, adopted once and given back in `deinit`.
    let pointer: OpaquePointer

    init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe X509_free(pointer) }

    /// Parses DER; nil unless every byte belongs to one certificate.
    init?(der: Span<UInt8>) {
        let parsed: OpaquePointer? = unsafe der.withPointer { pointer, count in
            var cursor: UnsafePointer<UInt8>? = unsafe pointer
            guard let found = unsafe d2i_X509(nil, &cursor, count) else { return nil }
            if let cursor = unsafe cursor, unsafe cursor == pointer + count { return unsafe found }
            unsafe X509_free(found)
            return nil
        }
        guard let parsed = unsafe parsed else {
            LibraryFailure.discard()
            return nil
        }
        unsafe self.init(adopting: parsed)
    }

    /// The whole certificate in DER.
    borrowing func der() -> [UInt8] {
        unsafe bytesWritten { target in unsafe i2d_X509(pointer, target) }
    }
}

/// One reference to an OpenSSL revocation list.
@safe
struct RevocationListHandle: ~Copyable {
    // SAFETY: one counted reference, adopted once and given back in `deinit`.
    let pointer: OpaquePointer

    init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe X509_CRL_free(pointer) }

    /// Parses DER; nil unless every byte belongs to one list.
    init?(der: Span<UInt8>) {
        let parsed: OpaquePointer? = unsafe der.withPointer { pointer, count in
            var cursor: UnsafePointer<UInt8>? = unsafe pointer
            guard let found = unsafe d2i_X509_CRL(nil, &cursor, count) else { return nil }
            if let cursor = unsafe cursor, unsafe cursor == pointer + count { return unsafe found }
            unsafe X509_CRL_free(found)
            return nil
        }
        guard let parsed = unsafe parsed else {
            LibraryFailure.discard()
            return nil
        }
        unsafe self.init(adopting: parsed)
    }

    /// The whole list in DER.
    borrowing func der() -> [UInt8] {
        unsafe bytesWritten { target in unsafe i2d_X509_CRL(pointer, target) }
    }
}

/// Bytes of a library function that first tells the count and then writes where a cursor points.
@unsafe
func bytesWritten(
    _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) -> [UInt8] {
    let count = Int(write(nil))
    precondition(count > 0, "a living structure has an encoding")
    var bytes = [UInt8](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        var cursor = buffer.baseAddress
        let written = unsafe write(&cursor)
        precondition(Int(written) == count, "an encoding is as long as it was said to be")
    }
    return bytes
}

/// Reads every structure of one kind from PEM text; nil where one of them is malformed.
@unsafe
func readAllPEM(
    _ pem: Span<UInt8>, _ readOne: (OpaquePointer) -> Bool
) -> Bool {
    guard pem.count <= Int(Int32.max) else { return false }
    return unsafe pem.withPointer { pointer, count in
        guard let bio = unsafe BIO_new_mem_buf(pointer, Int32(count)) else {
            preconditionFailure("out of memory for reading PEM")
        }
        defer { unsafe BIO_free(bio) }
        LibraryFailure.discard()
        while unsafe readOne(bio) {}
        let isAtEnd = kp_pem_is_at_end() == 1
        LibraryFailure.discard()
        return isAtEnd
    }
}

/// What a library function writes into a memory buffer.
@unsafe
func textWritten(_ write: (OpaquePointer) -> Bool) -> [UInt8] {
    guard let bio = unsafe BIO_new(BIO_s_mem()) else {
        preconditionFailure("out of memory for writing")
    }
    defer { unsafe BIO_free(bio) }
    precondition(unsafe write(bio), "a living structure can be written")
    var count = 0
    guard let memory = unsafe kp_bio_memory(bio, &count) else { return [] }
    // SAFETY: the library's buffer lives until `bio` is freed, after the copy.
    return unsafe Array(UnsafeBufferPointer(start: memory, count: count))
}
