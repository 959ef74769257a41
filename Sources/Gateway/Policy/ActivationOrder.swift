// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Encodings
package import OpenSSL

/// The privacy officer's signed word that one version of the rules replaces another in one region.
///
/// Signed with Ed25519 over the lines of `message`. It names the version that it replaces and the moment
/// of signing, so that an old file can't be used to go back to rules that were left.
package struct ActivationOrder: Sendable, Equatable {
    /// The origin of the region for which it holds.
    package let region: String
    package let version: Digest
    package let replaces: Digest
    package let signed: Timestamp
    /// Who decided: a name or a function.
    package let officer: String
    package let signature: [UInt8]

    /// The first line of what is signed, and the kind of the file.
    package static let kind = "kernpoort-beleidsbesluit/v1"
    /// Bytes of the officer's name.
    package static let officerByteLimit = 80
    /// Bytes of the file.
    package static let byteLimit = 4096
    /// How far ahead of the gateway's clock the signer's may be, in milliseconds.
    static let clockDriftLimitMilliseconds: Int64 = 5 * 60_000

    /// Why an order can't be made or read.
    package enum Malformed: Error, Equatable, CustomStringConvertible {
        case kind
        case member(String)

        package var description: String {
            switch self {
            case .kind: "it is no \(ActivationOrder.kind)"
            case .member(let name): "`\(name)` is absent or malformed"
            }
        }
    }

    /// Signs.
    /// - Throws: `.member` for a region or officer that is empty, too long or has a line break.
    package init(
        region: String, version: Digest, replaces: Digest, signed: Timestamp, officer: String,
        key: borrowing PrivateKey
    ) throws {
        guard Self.isLine(region) else { throw Malformed.member("regio") }
        guard Self.isLine(officer), officer.utf8.count <= Self.officerByteLimit else {
            throw Malformed.member("door")
        }
        self.region = region
        self.version = version
        self.replaces = replaces
        self.signed = signed
        self.officer = officer
        let message = Self.message(region, version, replaces, signed, officer)
        signature = try key.sign(message.span)
    }

    /// Reads a file; nothing of it is believed before `isSigned(by:)`.
    package init(json: JSON) throws(Malformed) {
        guard json["soort"]?.string == Self.kind else { throw .kind }
        guard let region = json["regio"]?.string, Self.isLine(region) else {
            throw .member("regio")
        }
        guard let version = Self.digest(json["beleid"]) else { throw .member("beleid") }
        guard let replaces = Self.digest(json["vervangt"]) else { throw .member("vervangt") }
        guard let signed = json["ondertekendOp"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw .member("ondertekendOp") }
        guard let officer = json["door"]?.string, Self.isLine(officer),
            officer.utf8.count <= Self.officerByteLimit
        else { throw .member("door") }
        guard let text = json["handtekening"]?.string, let bytes = try? Base64.decode(text) else {
            throw .member("handtekening")
        }
        self.region = region
        self.version = version
        self.replaces = replaces
        self.signed = signed
        self.officer = officer
        signature = bytes
    }

    private static func digest(_ json: JSON?) -> Digest? {
        guard let text = json?.string, let bytes = try? Hex.decode(text) else { return nil }
        return Digest(bytes: bytes)
    }

    private static func isLine(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// The bytes that are signed.
    private static func message(
        _ region: String, _ version: Digest, _ replaces: Digest, _ signed: Timestamp,
        _ officer: String
    ) -> [UInt8] {
        let lines = [
            kind, region, Hex.encode(version.bytes), Hex.encode(replaces.bytes), signed.rfc3339,
            officer,
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Whether the key made the signature over all of it.
    package func isSigned(by key: PublicKey) -> Bool {
        let message = Self.message(region, version, replaces, signed, officer)
        return key.verify(signature.span, over: message.span)
    }

    package var json: JSON {
        JSON([
            ("soort", .string(Self.kind)),
            ("regio", .string(region)),
            ("beleid", .string(Hex.encode(version.bytes))),
            ("vervangt", .string(Hex.encode(replaces.bytes))),
            ("ondertekendOp", .string(signed.rfc3339)),
            ("door", .string(officer)),
            ("handtekening", .string(Base64.encode(signature))),
        ])
    }

    /// The name of a signing key: the first 16 hexadecimal digits of SHA-256 over its SPKI.
    package static func name(of key: PublicKey) -> String {
        String(Hex.encode(Digest(hashing: key.spki.span).bytes).prefix(16))
    }
}
