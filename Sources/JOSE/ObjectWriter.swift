// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import OpenSSL

/// Writes one JSON object as bytes, without a string or a tree in between.
///
/// Texts hold plain ASCII without quote and backslash, which needs no escapes; others are a bug.
package struct ObjectWriter: Sendable {
    private var json: [UInt8] = []

    private static let quote = UInt8(ascii: "\"")

    package init(capacity: Int) {
        json.reserveCapacity(capacity)
        json.append(UInt8(ascii: "{"))
    }

    /// Adds a text.
    package mutating func add(_ name: String, _ text: String) {
        key(name)
        quoted(text)
    }

    /// Adds an integer.
    package mutating func add(_ name: String, _ integer: Int64) {
        key(name)
        json.append(contentsOf: String(integer).utf8)
    }

    /// Adds a list of texts.
    package mutating func add(_ name: String, _ texts: some Sequence<String>) {
        key(name)
        var separator = UInt8(ascii: "[")
        for text in texts {
            json.append(separator)
            quoted(text)
            separator = UInt8(ascii: ",")
        }
        if separator == UInt8(ascii: "[") { json.append(separator) }
        json.append(UInt8(ascii: "]"))
    }

    /// Adds bytes in lowercase hex.
    package mutating func add(_ name: String, hex bytes: Span<UInt8>) {
        key(name)
        json.append(Self.quote)
        Hex.append(bytes, to: &json)
        json.append(Self.quote)
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

    /// The whole object.
    package consuming func finish() -> [UInt8] {
        json.append(UInt8(ascii: "}"))
        return json
    }

    /// The object up to and with the key of its last member, whose value the caller adds with `}`.
    package consuming func finishOpen(at name: String) -> [UInt8] {
        key(name)
        return json
    }

    private mutating func key(_ name: String) {
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        quoted(name)
        json.append(UInt8(ascii: ":"))
    }

    private mutating func quoted(_ text: String) {
        let start = json.count
        json.append(Self.quote)
        json.append(contentsOf: text.utf8)
        for index in (start + 1)..<json.count {
            let byte = json[index]
            precondition(
                (0x20...0x7e).contains(byte) && byte != Self.quote && byte != 0x5c,
                "texts written so are plain ASCII")
        }
        json.append(Self.quote)
    }

    private mutating func write(_ text: String) { json.append(contentsOf: text.utf8) }
}
