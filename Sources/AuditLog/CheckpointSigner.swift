// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import Merkle
package import OpenSSL

/// Signs the checkpoints of one log with its Ed25519 key.
///
/// A log signs one history: never a smaller size, never another root for a size once signed.
/// Source: C2SP signed-note, tlog-checkpoint.
package struct CheckpointSigner: ~Copyable, Sendable {
    /// The log's name: the first line of each checkpoint, and the name of the key.
    package let origin: String
    private let key: PrivateKey
    private let keyID: [UInt8]

    /// The type byte of Ed25519 note signatures.
    private static let type: UInt8 = 0x01

    /// A signer for a log.
    /// - Throws: `.originMalformed` for an empty name or one with a space, a plus sign or a control
    ///   character; `.keyWrong` unless the key is Ed25519's.
    package init(origin: String, key: consuming PrivateKey) throws(AuditLogError) {
        let isName = origin.unicodeScalars.allSatisfy {
            $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace
        }
        guard isName, !origin.isEmpty else { throw .originMalformed }
        guard key.kind == .ed25519 else { throw .keyWrong }
        var material = Array(origin.utf8)
        material.append(UInt8(ascii: "\n"))
        material.append(Self.type)
        material += key.rawPublicKey
        keyID = Array(Digest(hashing: material.span).bytes[..<4])
        self.origin = origin
        self.key = key
    }

    /// The verifier key that readers configure: `name + "+" + hex(key id) + "+" + base64(type ‖ key)`.
    package var verifierKey: String {
        "\(origin)+\(Hex.encode(keyID))+\(Base64.encode([Self.type] + key.rawPublicKey))"
    }

    /// The signed checkpoint of a tree.
    /// - Parameter last: the head that was signed last, nil only for a new log.
    /// - Throws: `.historyContradicted`, `.signingFailed`.
    package borrowing func sign(
        _ head: TreeHead, after last: TreeHead?
    ) throws(AuditLogError) -> [UInt8] {
        if let last {
            guard head.size > last.size || head == last else { throw .historyContradicted }
        }
        return try note(head)
    }

    /// The head in a checkpoint that was signed by this key before.
    ///
    /// Ed25519 gives the same signature each time: the note is made again and compared.
    /// - Throws: `.checkpointNotOurs`, `.signingFailed`.
    package borrowing func head(of note: [UInt8]) throws(AuditLogError) -> TreeHead {
        let lines = note.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count > 2, let size = Int(String(decoding: lines[1], as: UTF8.self)), size >= 0,
            let bytes = try? Base64.decode(String(decoding: lines[2], as: UTF8.self)),
            let root = TreeHash(bytes: bytes)
        else { throw .checkpointNotOurs }
        let head = TreeHead(size: size, root: root)
        guard try self.note(head) == note else { throw .checkpointNotOurs }
        return head
    }

    private borrowing func note(_ head: TreeHead) throws(AuditLogError) -> [UInt8] {
        var note = Array("\(origin)\n\(head.size)\n\(Base64.encode(head.root.bytes))\n".utf8)
        let signature: [UInt8]
        do { signature = try key.sign(note.span) } catch { throw .signingFailed }
        note += Array("\n\u{2014} \(origin) \(Base64.encode(keyID + signature))\n".utf8)
        return note
    }
}
