// SPDX-License-Identifier: EUPL-1.2
import HTTP
import TestSupport
import Testing

/// Makes streams of valid requests, and spoils some.
private struct StreamMaker {
    var random: SeededRandom

    private static let gadgets: [[UInt8]] = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", "%", "%2f", "%2E", "%00", "%c3%a9", "%c3",
        "..",
        ".", "/", "//", "?", "&", "=", "#", "+", "@", "\0", "\u{b}", "\u{7f}", "\u{e9}", "_", "0",
        "5",
        "Host: h\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Content-Length: 05\r\n",
        "Transfer-Encoding: chunked\r\n", "transfer-encoding : chunked\r\n",
        "Expect: 100-continue\r\n",
        "Connection: close\r\n", "Connection: x\r\n", "Upgrade: h2c\r\n", " folded\r\n", "X\r\n",
        "Authorization: Bearer a\r\n", "HTTP/1.0", "HTTP/1.1", "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    ].map { Array($0.utf8) }

    mutating func word(_ characters: String, upTo count: Int) -> String {
        let all = Array(characters)
        return String((0...random.below(count)).map { _ in random.pick(all) })
    }

    mutating func target() -> String {
        let safe = "abcXYZ019-._~!$&'()*+,;=:@"
        var target = ""
        for _ in 0..<random.below(5) {
            target += "/"
            target +=
                random.oneIn(6)
                ? random.pick(["%20", "%c3%A9", "%e2%82%ac", "a%3Ab"])
                : "s" + word(safe, upTo: 12)
        }
        if target.isEmpty || random.oneIn(8) { target += "/" }
        if random.oneIn(3) {
            let items = (0...random.below(3)).map {
                "n\($0)=" + word("abc019-._~+/?:@%20", upTo: 1)
            }
            target += "?" + items.joined(separator: "&")
        }
        return target
    }

    mutating func request() -> [UInt8] {
        let method = random.pick(["GET", "GET", "HEAD", "POST", "POST", "PUT", "PATCH", "DELETE"])
        var fields = [
            random.pick(["Host: h", "HOST:localhost:8443", "host: [::1]:1", "Host: 10.0.0.1 "])
        ]
        for _ in 0..<random.below(5) {
            fields.append(
                "X-\(word("abcXYZ", upTo: 8)):\(random.pick(["", " ", "\t"]))\(word("ab c:;,\"\\", upTo: 20))"
            )
        }
        if random.oneIn(5) {
            fields.append("Connection: \(random.pick(["close", "keep-alive", "Close"]))")
        }
        if random.oneIn(5) { fields.append("Expect: 100-continue") }
        var body: [UInt8] = []
        if ["POST", "PUT", "PATCH"].contains(method) {
            body =
                random.oneIn(2)
                ? random.bytes(random.below(40)) : Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
            fields.append("Content-Length: \(body.count)")
        }
        fields.shuffle(using: &random)
        let head =
            "\(method) \(target()) HTTP/1.1\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
        return Array(head.utf8) + body
    }

    mutating func stream() -> [UInt8] {
        var stream = (0...random.below(3)).flatMap { _ in request() }
        for _ in 0..<random.below(4) {
            let at = random.below(stream.count)
            switch random.below(5) {
            case 0: stream[at] = UInt8.random(in: .min ... .max, using: &random)
            case 1: stream.insert(contentsOf: random.pick(Self.gadgets), at: at)
            case 2: stream.removeSubrange(at..<min(stream.count, at + 1 + random.below(4)))
            case 3: stream.insert(contentsOf: stream[at..<min(stream.count, at + 20)], at: at)
            default:
                // A gadget where it hurts: at the beginning of a line.
                let lines = stream.indices.filter { $0 > 1 && stream[$0 - 1] == 10 }
                stream.insert(
                    contentsOf: random.pick(Self.gadgets),
                    at: lines.randomElement(using: &random) ?? 0)
            }
            if stream.isEmpty { break }
        }
        return stream
    }
}

@Suite(.ownThread) struct RequestFuzzTests {
    /// Small enough that limits are reached by what the maker makes.
    static let narrow = Limits(
        headByteLimit: 160, targetByteLimit: 40, targetPartLimit: 3, fieldCountLimit: 4,
        bodyByteLimit: 20)

    @Test(arguments: UInt64(0)..<200)
    func `two readers agree on every stream, however it is cut`(seed: UInt64) {
        var maker = StreamMaker(random: SeededRandom(seed: seed))
        for round in 0..<50 {
            let stream = maker.stream()
            let limits = maker.random.oneIn(4) ? Self.narrow : .standard
            let (readings, end) = NaiveReader(limits: limits).read(stream: stream)
            let whole = read(stream, limits: limits)
            #expect(
                whole.readings == readings && whole.end == end,
                "seed \(seed), round \(round): \(String(decoding: stream, as: UTF8.self).debugDescription)"
            )
            let cuts = (0..<maker.random.below(6)).map { _ in maker.random.below(stream.count + 1) }
            #expect(read(stream, cuts: cuts.sorted(), limits: limits) == whole, "seed \(seed)")
        }
    }

    @Test func `the streams are worth comparing`() {
        var ends: [StreamEnd: Int] = [:]
        var reasons: Set<Refusal> = []
        var requests = 0
        for seed in UInt64(0)..<200 {
            var maker = StreamMaker(random: SeededRandom(seed: seed))
            for _ in 0..<20 {
                let result = read(maker.stream())
                ends[result.end, default: 0] += 1
                requests += result.readings.count
                if let refusal = result.refusal { reasons.insert(refusal) }
            }
        }
        #expect((ends[.refused] ?? 0) > 1_000 && (ends[.wantsMore] ?? 0) > 800)
        #expect(requests > 3_000 && reasons.count > 20)
    }

    @Test(arguments: UInt64(0)..<100)
    func `random bytes never stop the parser`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let bytes = random.bytes(random.below(200))
            #expect(read(bytes).end == NaiveReader().read(stream: bytes).1)
            let letters = (0..<random.below(200)).map { _ in
                random.pick(Array("GET /: \r\n\r\n%.".utf8))
            }
            #expect(read(letters).end == NaiveReader().read(stream: letters).1)
        }
    }
}
