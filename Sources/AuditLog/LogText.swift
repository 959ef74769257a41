// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import Merkle

/// The other texts and files that readers of the log get.
package enum LogText {
    /// Longest entry that a bundle can hold, in bytes.
    package static let entryByteLimit = 65_535

    /// An offline proof, our receipt: a file `*.tlog-proof`.
    ///
    /// - Parameters:
    ///   - hashes: the inclusion proof, from the lowest node to the root.
    ///   - checkpoint: the signed note over the tree that the proof leads to.
    /// Source: C2SP tlog-proof.
    package static func proof(
        index: Int, hashes: [TreeHash], checkpoint: [UInt8]
    ) -> [UInt8] {
        precondition(index >= 0, "an index is not negative")
        var text = Array("c2sp.org/tlog-proof@v1\nindex \(index)\n".utf8)
        for hash in hashes {
            Base64.append(hash.bytes.span, to: &text)
            text.append(UInt8(ascii: "\n"))
        }
        text.append(UInt8(ascii: "\n"))
        text += checkpoint
        return text
    }

    /// An entry bundle: `u16 length ‖ bytes` for each entry.
    ///
    /// Source: C2SP tlog-tiles.
    package static func bundle(of entries: some Sequence<[UInt8]>) -> [UInt8] {
        var bundle: [UInt8] = []
        for entry in entries {
            precondition(entry.count <= entryByteLimit, "an entry's length fits in two bytes")
            bundle.append(UInt8(entry.count >> 8))
            bundle.append(UInt8(entry.count & 0xFF))
            bundle += entry
        }
        return bundle
    }
}
