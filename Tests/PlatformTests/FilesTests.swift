// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `Files on disk` {
    let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    @Test(arguments: [0, 1, 4096, 100_000])
    func `what was written is read back`(count: Int) throws {
        let path = scratch.path + "/file"
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Files.create(path, with: bytes.span)
        #expect(try Files.read(path, limit: count) == bytes)
        let status = try #require(try Files.status(of: path))
        #expect(status.mode == 0o600)
        #expect(status.byteCount == Int64(count))
        #expect(status.kind == .file)
        #expect(status.isPrivate)
    }

    @Test func `a file larger than the limit is refused`() throws {
        let path = scratch.path + "/file"
        try Files.create(path, with: [1, 2, 3].span)
        #expect(throws: PlatformError.tooLarge(byteCount: 3, limit: 2)) {
            try Files.read(path, limit: 2)
        }
    }

    @Test func `a file without a size of its own is read up to the limit`() throws {
        #expect(try !Files.read("/proc/self/status", limit: 65536).isEmpty)
        #expect(throws: PlatformError.self) { try Files.read("/proc/self/status", limit: 10) }
    }

    @Test func `a new file never takes the place of another`() throws {
        let path = scratch.path + "/file"
        try Files.create(path, with: [1].span)
        #expect(throws: PlatformError.self) { try Files.create(path, with: [2].span) }
        #expect(try Files.read(path, limit: 1) == [1])
    }

    @Test func `replacing leaves the new bytes and no other file`() throws {
        let path = scratch.path + "/file"
        try Files.create(path, with: [1].span)
        // What a crash before the rename leaves behind is no obstacle.
        try Files.create(path + ".new", with: [9, 9].span)
        try Files.replace(path, with: [2, 3].span, mode: .everyoneReads)
        #expect(try Files.read(path, limit: 2) == [2, 3])
        #expect(try Files.names(in: scratch.path) == ["file"])
        #expect(try Files.status(of: path)?.mode == 0o644)
    }

    @Test(arguments: [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o660, false)])
    func `a private file is one that only the owner may touch`(mode: Int, isPrivate: Bool) throws {
        let path = scratch.path + "/key"
        try Files.create(path, with: [7, 8].span)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(try Files.status(of: path)?.isPrivate == isPrivate)
        if isPrivate {
            let sum = try Files.withPrivateBytes(of: path, limit: 2) { bytes in
                Int(bytes[0]) + Int(bytes[1])
            }
            #expect(sum == 15)
        } else {
            #expect(throws: PlatformError.exposed(mode: UInt32(mode))) {
                try Files.withPrivateBytes(of: path, limit: 2) { _ in }
            }
        }
    }

    @Test func `names come sorted, and a folder may be made twice`() throws {
        let folder = scratch.path + "/folder"
        try Files.makeFolder(folder)
        try Files.makeFolder(folder)
        let nothing: [UInt8] = []
        for name in ["b", "a", "ä", ".c"] {
            try Files.create(folder + "/" + name, with: nothing.span)
        }
        #expect(try Files.names(in: folder) == [".c", "a", "b", "ä"])
        try Files.remove(folder + "/a")
        #expect(try Files.status(of: folder + "/a") == nil)
        #expect(throws: PlatformError.self) { try Files.makeFolder(folder + "/b") }
    }

    @Test func `a lock is held once and ends with its value`() throws {
        let path = scratch.path + "/lock"
        do {
            let first = try LockFile(path: path)
            #expect(throws: PlatformError.locked) { _ = try LockFile(path: path) }
            withExtendedLifetime(first) {}
        }
        _ = try LockFile(path: path)
    }

    @Test func `free space is told`() throws {
        #expect(try Files.freeByteCount(at: scratch.path) > 0)
        #expect(throws: PlatformError.self) { try Files.freeByteCount(at: "/nowhere") }
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b/c", "a/b")])
    func `the folder of a path ends before its last slash`(path: String, folder: String) {
        #expect(Files.folder(of: path) == folder)
    }
}
