// SPDX-License-Identifier: EUPL-1.2
import Memory
import Testing

@Suite struct SecretBytesTests {
    @Test(arguments: [0, 1, 15, 16, 1023, 1024, 1025, 70_000])
    func `bytes come back as they went in`(count: Int) {
        let given = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let secret = SecretBytes(copying: given.span)
        #expect(secret.count == count)
        let back = secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        #expect(back == given)
    }

    @Test func `growing keeps what was there`() {
        var secret = SecretBytes(capacity: 1)
        for byte in UInt8.min...UInt8.max {
            secret.appendGrowing([byte, byte].span)
        }
        #expect(secret.count == 512)
        #expect(secret.bytes[511] == 255)
        secret.truncate(to: 3)
        #expect(secret.count == 3)
    }

    @Test func `a shared secret prints as nothing`() {
        let shared = SharedSecretBytes(copying: Array("geheim".utf8))
        #expect("\(shared)" == "(secret, 6 bytes)")
        var dumped = ""
        dump(shared, to: &dumped)
        #expect(!dumped.contains("geheim"))
        #expect(shared.withBytes { $0.count } == 6)
    }

    /// Pages go round between threads; no two secrets may ever share one.
    @Test func `secrets of many sizes at once keep apart`() async {
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var kept: [SharedSecretBytes] = []
                    for round in 0..<400 {
                        let pattern = UInt8(truncatingIfNeeded: task &* 31 &+ round)
                        let count = [1025, 4096, 4097, 16_384, 65_536, 262_145][round % 6]
                        let bytes = [UInt8](repeating: pattern, count: count)
                        kept.append(SharedSecretBytes(copying: bytes))
                        if kept.count == 10 {
                            let first = kept.removeFirst()
                            let last = UInt8(truncatingIfNeeded: task &* 31 &+ round - 9)
                            let isWhole = first.withBytes { bytes in
                                bytes.indices.allSatisfy { bytes[$0] == last }
                            }
                            guard isWhole else { return false }
                        }
                    }
                    return true
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }
}
