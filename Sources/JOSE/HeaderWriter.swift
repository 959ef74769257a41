// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import OpenSSL

/// Writes a protected header as bytes, without a string or a tree in between.
struct HeaderWriter {
    private(set) var json: [UInt8] = []

    init() {
        json.reserveCapacity(384)
        json.append(UInt8(ascii: "{"))
    }

    /// Adds a member whose text needs no escapes, which all texts in our headers are.
    mutating func add(_ name: String, _ text: String) {
        key(name)
        json.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            precondition(
                (0x21...0x7e).contains(byte) && byte != 0x22 && byte != 0x5c,
                "texts in headers are plain ASCII")
            json.append(byte)
        }
        json.append(UInt8(ascii: "\""))
    }

    /// Adds the public half of a key that lives for one envelope.
    mutating func addEphemeral(_ raw: [UInt8], kind: KeyKind) {
        key("epk")
        switch kind {
        case .p256:
            write("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"")
            Base64URL.append(raw.span.extracting(1..<33), to: &json)
            write("\",\"y\":\"")
            Base64URL.append(raw.span.extracting(33..<65), to: &json)
        case .x25519:
            write("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"")
            Base64URL.append(raw.span, to: &json)
        case .ed25519: preconditionFailure("a key for signatures agrees on nothing")
        }
        write("\"}")
    }

    /// The header's JSON.
    consuming func finish() -> [UInt8] {
        json.append(UInt8(ascii: "}"))
        return json
    }

    private mutating func key(_ name: String) {
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        json.append(UInt8(ascii: "\""))
        write(name)
        write("\":")
    }

    private mutating func write(_ text: String) { json.append(contentsOf: text.utf8) }
}
