// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// What stands at a path.
package struct FileStatus: Equatable, Sendable {
    package enum Kind: Sendable { case file, folder, socket, other }

    package let kind: Kind
    /// The permission bits, at most 0o7777.
    package let mode: UInt32
    package let byteCount: Int64
    /// Whether the account of this process owns it.
    package let isOurs: Bool

    /// Whether the owner alone, and this account is it, may do anything with it.
    package var isPrivate: Bool { isOurs && mode & 0o077 == 0 }
}

extension Files {
    /// What stands at a path, links not followed; nil where nothing does.
    package static func status(of path: String) throws(PlatformError) -> FileStatus? {
        var found = stat()
        // SAFETY: the call reads a terminated path and writes one structure of this frame.
        guard unsafe lstat(path, &found) == 0 else {
            if errno == ENOENT { return nil }
            throw .last(.stat)
        }
        let kind: FileStatus.Kind =
            switch found.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFSOCK: .socket
            default: .other
            }
        return FileStatus(
            kind: kind, mode: UInt32(found.st_mode) & 0o7777, byteCount: Int64(found.st_size),
            isOurs: found.st_uid == geteuid())
    }
}

/// A file whose lock says that one process, this one, works in a folder.
package struct LockFile: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Takes the lock, which ends with this value or with the process.
    ///
    /// - Throws: `.locked` where another process, or another value here, holds it.
    package init(path: String) throws(PlatformError) {
        let file = try Files.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
        guard kp_lock(file.number) == 0 else {
            throw errno == EWOULDBLOCK ? .locked : .last(.lock)
        }
        descriptor = file
    }
}
