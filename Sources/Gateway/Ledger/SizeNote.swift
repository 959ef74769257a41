// SPDX-License-Identifier: EUPL-1.2
internal import Platform

/// The largest published size, noted outside the data folder.
///
/// A database that was restored from a backup is smaller than its note: such a ledger only reads.
enum SizeNote {
    private static let byteLimit = 32

    /// The noted size; nil where there is no note. One that cannot be read counts as larger than all.
    static func read(_ path: String?) -> Int? {
        guard let path else { return nil }
        do throws(PlatformError) {
            if try Files.status(of: path) == nil { return nil }
            let text = String(decoding: try Files.read(path, limit: byteLimit), as: UTF8.self)
            guard text.hasSuffix("\n") else { return .max }
            return Int(text.dropLast()) ?? .max
        } catch {
            return .max
        }
    }

    /// - Throws: `.storage` where the file cannot be replaced.
    static func write(_ size: Int, _ path: String?) throws(LedgerError) {
        guard let path else { return }
        do {
            try Files.replace(path, with: Array("\(size)\n".utf8).span, mode: .ownerOnly)
        } catch { throw .storage(code: 0) }
    }
}
