// SPDX-License-Identifier: EUPL-1.2
internal import Platform

/// The largest published size, noted outside the data folder.
///
/// A database that was restored from a backup is smaller than its note: such a ledger only reads.
enum SizeNote {
    private static let byteLimit = 32

    /// The noted size; nil where there is no note, or one that cannot be read.
    static func read(_ path: String?) -> Int? {
        guard let path, let bytes = try? Files.read(path, limit: byteLimit) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasSuffix("\n") else { return nil }
        return Int(text.dropLast())
    }

    /// - Throws: `.storage` where the file cannot be replaced.
    static func write(_ size: Int, _ path: String?) throws(LedgerError) {
        guard let path else { return }
        do {
            try Files.replace(path, with: Array("\(size)\n".utf8).span, mode: .ownerOnly)
        } catch { throw .storage(code: 0) }
    }
}
