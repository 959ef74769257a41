// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import Memory
import OpenSSL
import Platform
import Synchronization
import TestSupport
import Testing

@Suite(.threadPerTest) struct `Content in memory` {
    @Test(
        .enabled(
            if: Program.exists("curl") && Program.exists("python3"),
            "curl or python3 is not installed"))
    func `is there while the handler runs, and gone when the next request comes`() async throws {
        // In a process of its own: nothing else may hold or move the bytes that are looked for.
        await #expect(processExitsWith: .success) {
            for count in [16, 1000, 16_384, 300_000] {
                let folder = try TemporaryFolder()
                let handler = Looking()
                let server = try TestServer(handler: handler)
                let authority = folder.file("ca.crt")
                try Data(server.authority.root.certificate.pem).write(
                    to: URL(fileURLWithPath: authority))
                let (certificate, key) = try server.authority.identity().write(
                    to: folder, name: "client")
                // The content is made elsewhere, so that this process has it from the socket alone.
                let body = folder.file("body")
                let script =
                    "import sys; c=bytes(0xF1 ^ (i * 7 % 256) for i in range(16)); "
                    + "sys.stdout.buffer.write(c * \(count / 16))"
                let made = try await Program.run(
                    "sh", ["-c", "python3 -c '\(script)' > \(body)"])
                precondition(made.status == 0, "the content is made")
                let outcome = try await Program.run(
                    "sh",
                    [
                        "-c",
                        "curl --silent --max-time 20 --cacert \(authority) --cert \(certificate) "
                            + "--key \(key) --data-binary @\(body) https://localhost:\(server.port)/ "
                            + "--next --silent --max-time 20 --cacert \(authority) "
                            + "--cert \(certificate) --key \(key) https://localhost:\(server.port)/",
                    ])
                precondition(outcome.text == "12", "both requests are served: \(outcome.text)")
                precondition(handler.countsDuring[0] > 0, "the search finds what is there")
                precondition(
                    handler.countsDuring[1] == 0, "content of \(count) bytes stays behind")
                await server.server.drain()
            }
        }
    }
}

/// Looks through the process's memory during each request, once its own body is let go.
private final class Looking: Handler {
    private let counts = Mutex<[Int]>([])

    var countsDuring: [Int] { counts.withLock { $0 } }

    func respond(to request: Request) async -> Response {
        let count = MemorySearch.count()
        let number = counts.withLock { counts in
            counts.append(count)
            return counts.count
        }
        return Response(.ok, body: .bytes(Array("\(number)".utf8)))
    }
}

/// Counts a secret in all writable memory of the process, without holding it itself.
enum MemorySearch {
    static func count() -> Int {
        guard let maps = try? Files.read("/proc/self/maps", limit: 1 << 22) else { return -1 }
        let descriptor = open("/proc/self/mem", O_RDONLY)
        defer { close(descriptor) }
        var count = 0
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 1, fields[1].hasPrefix("rw") else { continue }
            let bounds = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            var start = bounds[0]
            while start < bounds[1] {
                // Pieces overlap, so that none hides what lies across an edge.
                let wanted = min(piece.count, bounds[1] - start)
                let got = pread(descriptor, &piece, wanted, off_t(start))
                guard got > 0 else { break }
                count += occurrences(in: &piece, got)
                start += got > 16 && got == piece.count ? got - 15 : got
            }
        }
        return count
    }

    /// Finds the bytes by their differences, and wipes them from the piece.
    private static func occurrences(in piece: inout [UInt8], _ count: Int) -> Int {
        piece.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            var found = 0
            var offset = 0
            while offset + 16 <= count,
                let hit = memchr(base + offset, 0xF1, count - offset - 15)
            {
                let at = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
                let isHit = (1..<16).allSatisfy { index in
                    bytes[at + index] == 0xF1 ^ UInt8(truncatingIfNeeded: index * 7)
                }
                if isHit {
                    found += 1
                    memset(base + at, 0, 16)
                }
                offset = at + 1
            }
            return found
        }
    }
}
