// SPDX-License-Identifier: EUPL-1.2

/// A signed note as it was received: its text and its signatures, none of them believed yet.
///
/// Source: C2SP signed-note.
package struct SignedNote: Sendable {
    /// One signature line.
    package struct Signature: Equatable, Sendable {
        package let name: [UInt8]
        package let keyID: UInt32
        /// What follows the key id: at least one byte.
        package let signature: [UInt8]
    }

    /// Longest note, in bytes.
    package static let byteLimit = 65_536
    /// Most signature lines.
    package static let signatureLimit = 100

    /// The signed bytes: all lines up to the last empty one, each with its line feed.
    package let text: [UInt8]
    package let signatures: [Signature]

    /// Reads a note.
    /// - Throws: `.noteMalformed` unless it is UTF-8 without control bytes, ends in a line feed, has an
    ///   empty line, and has only well-formed signature lines after the last one.
    package init(parsing note: [UInt8]) throws(LogVerifierError) {
        guard note.count <= Self.byteLimit, note.last == lineFeed,
            note.allSatisfy({ $0 >= 0x20 || $0 == lineFeed }),
            String(validating: note, as: UTF8.self) != nil,
            let end = Self.endOfText(note)
        else { throw .noteMalformed }
        text = Array(note[..<end])
        guard let lines = lines(of: note[(end + 1)...]),
            (1...Self.signatureLimit).contains(lines.count)
        else { throw .noteMalformed }
        var signatures: [Signature] = []
        for line in lines { signatures.append(try Self.signature(line)) }
        self.signatures = signatures
    }

    /// Where the last empty line begins: just behind the line feed of the text's last line.
    private static func endOfText(_ note: [UInt8]) -> Int? {
        var place = note.count - 1
        while place > 0 {
            if note[place] == lineFeed, note[place - 1] == lineFeed { return place }
            place -= 1
        }
        return nil
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(LogVerifierError) -> Signature {
        let dash: [UInt8] = [0xE2, 0x80, 0x94, space]
        guard line.starts(with: dash) else { throw .noteMalformed }
        let parts = line.dropFirst(dash.count).split(
            separator: space, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, isKeyName(parts[0]), let payload = base64(parts[1]),
            payload.count >= 5
        else { throw .noteMalformed }
        return Signature(
            name: Array(parts[0]), keyID: bigEndian(payload[..<4]), signature: Array(payload[4...]))
    }
}
