// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// Files and folders, with the durability and the modes that the gateway's data needs.
package enum Files {
    /// Who may read and write a file that is made here.
    package enum Mode: Sendable {
        /// 0600 for files, 0700 for folders.
        case ownerOnly
        /// 0644 for files, 0755 for folders; certificates and other things to give away.
        case everyoneReads
    }

    /// Reads a whole file.
    ///
    /// - Throws: `.tooLarge` beyond `limit` bytes, `.system` otherwise.
    package static func read(_ path: String, limit: Int) throws(PlatformError) -> [UInt8] {
        try readAll(try open(path, O_RDONLY), limit: limit)
    }

    /// Lends the bytes of a file that only its owner may touch, and wipes them afterwards.
    ///
    /// - Throws: `.exposed` where the mode allows anyone else anything, or another account owns it.
    package static func withPrivateBytes<R: ~Copyable>(
        of path: String, limit: Int, _ body: (Span<UInt8>) -> R
    ) throws(PlatformError) -> R {
        let file = try open(path, O_RDONLY)
        try requirePrivate(file)
        var bytes = try readAll(file, limit: limit)
        let result = body(bytes.span)
        // SAFETY: pointers live within their closures with their buffer's count; paths end in zero.
        unsafe bytes.withUnsafeMutableBytes { unsafe kp_wipe($0.baseAddress, $0.count) }
        return result
    }

    /// Puts the bytes in place of the file, so that after a crash it is wholly old or wholly new.
    ///
    /// Written beside it, synced, renamed, and the folder synced; durable when this returns.
    package static func replace(
        _ path: String, with bytes: Span<UInt8>, mode: Mode = .ownerOnly
    ) throws(PlatformError) {
        // A crash before the rename leaves this file; the next replace overwrites it.
        let beside = path + ".new"
        if try status(of: beside) != nil { try remove(beside) }
        try create(beside, with: bytes, mode: mode)
        guard unsafe rename(beside, path) == 0 else { throw .last(.rename) }
        try syncFolder(of: path)
    }

    /// Makes a new file; durable when this returns.
    ///
    /// - Throws: `.system` with EEXIST where the path is taken, by anything.
    package static func create(
        _ path: String, with bytes: Span<UInt8>, mode: Mode = .ownerOnly
    ) throws(PlatformError) {
        let bits: mode_t = mode == .ownerOnly ? 0o600 : 0o644
        let file = try open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, bits)
        // The process's mask may have taken bits away.
        guard fchmod(file.number, bits) == 0 else { throw .last(.chmod) }
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written...)
            let count = unsafe rest.withUnsafeBytes { rest in
                retryingInterrupts { unsafe write(file.number, rest.baseAddress, rest.count) }
            }
            guard count > 0 else { throw .last(.write) }
            written += count
        }
        guard fsync(file.number) == 0 else { throw .last(.fsync) }
        try syncFolder(of: path)
    }

    /// Removes a file; durable when this returns.
    package static func remove(_ path: String) throws(PlatformError) {
        guard unsafe unlink(path) == 0 else { throw .last(.unlink) }
        try syncFolder(of: path)
    }

    /// Removes an empty folder; durable when this returns.
    package static func removeFolder(_ path: String) throws(PlatformError) {
        guard unsafe rmdir(path) == 0 else { throw .last(.unlink) }
        try syncFolder(of: path)
    }

    /// Makes a folder; one that exists already is left as it is.
    package static func makeFolder(
        _ path: String, mode: Mode = .ownerOnly
    ) throws(PlatformError) {
        let bits: mode_t = mode == .ownerOnly ? 0o700 : 0o755
        if unsafe mkdir(path, bits) != 0 {
            guard errno == EEXIST, try status(of: path)?.kind == .folder else {
                throw .last(.makeDirectory)
            }
            return
        }
        try syncFolder(of: path)
    }

    /// The names in a folder, sorted by their bytes, without `.` and `..`.
    package static func names(in folder: String) throws(PlatformError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw .last(.readDirectory) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe String(cString: kp_entry_name(entry))
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Bytes that this process may still write where the path lies.
    package static func freeByteCount(at path: String) throws(PlatformError) -> Int64 {
        let count = unsafe kp_free_bytes(path)
        guard count >= 0 else { throw .last(.statfs) }
        return count
    }

    /// Makes the names in the folder of this path durable.
    static func syncFolder(of path: String) throws(PlatformError) {
        let folder = try open(Self.folder(of: path), O_RDONLY | O_DIRECTORY)
        guard fsync(folder.number) == 0 else { throw .last(.fsync) }
    }

    /// The path up to its last slash.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func open(
        _ path: String, _ flags: Int32, _ mode: mode_t = 0
    ) throws(PlatformError) -> Descriptor {
        let number = unsafe kp_open(path, flags, mode)
        guard number >= 0 else { throw .last(.open) }
        return Descriptor(adopting: number)
    }

    private static func requirePrivate(_ file: borrowing Descriptor) throws(PlatformError) {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { throw .last(.stat) }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw .exposed(mode: UInt32(status.st_mode) & 0o7777)
        }
    }

    private static func readAll(
        _ file: consuming Descriptor, limit: Int
    ) throws(PlatformError) -> [UInt8] {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { throw .last(.stat) }
        let expected = Int(status.st_size)
        guard expected <= limit else { throw .tooLarge(byteCount: expected, limit: limit) }
        // One byte more than expected: the read that finds nothing shows that this was all. Room
        // for the largest allowed file where the size is not known, as in /proc.
        var bytes = [UInt8](repeating: 0, count: expected > 0 ? expected + 1 : limit + 1)
        var filled = 0
        while filled < bytes.count {
            var span = bytes.mutableSpan
            switch file.read(into: &span, at: filled) {
            case .bytes(let count): filled += count
            case .ended:
                bytes.removeSubrange(filled...)
                return bytes
            case .wouldBlock: throw .system(call: .read, code: EAGAIN)
            case .failed(let code): throw .system(call: .read, code: code)
            }
        }
        throw .tooLarge(byteCount: filled, limit: limit)
    }
}
