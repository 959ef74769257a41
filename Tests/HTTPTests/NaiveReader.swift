// SPDX-License-Identifier: EUPL-1.2
import Foundation
import HTTP

/// What one request says, in a form that two readers can be compared by.
struct Reading: Equatable {
    var method: String
    var path: [String]
    var query: [String]
    var names: [String]
    var values: [String]
    var headByteCount: Int
    var bodyByteCount: Int
    var keepsAlive: Bool
    var expectsContinue: Bool
    var target: String
}

/// How a stream of requests ends.
enum StreamEnd: Equatable { case wantsMore, wantsBody, refused }

/// A second reader of requests, written for plainness: whole input, many passes, no state.
///
/// It knows only whether a stream is refused, not the exact reason, which depends on the order of checks.
struct NaiveReader {
    var limits = Limits.standard

    func read(stream: [UInt8]) -> ([Reading], StreamEnd) {
        var readings: [Reading] = []
        var rest = stream
        while true {
            switch head(rest) {
            case nil: return (readings, .wantsMore)
            case .refused: return (readings, .refused)
            case .read(let reading):
                readings.append(reading)
                let end = reading.headByteCount + reading.bodyByteCount
                if rest.count < end { return (readings, .wantsBody) }
                rest = Array(rest[end...])
            }
        }
    }

    private enum Outcome { case refused, read(Reading) }

    private func head(_ bytes: [UInt8]) -> Outcome? {
        let window = Array(bytes.prefix(limits.headByteLimit))
        let end = window.indices.first { window[$0...].starts(with: [13, 10, 13, 10]) }
        let seen = end.map { Array(window[..<($0 + 4)]) } ?? window
        for index in seen.indices where seen[index] == 10 {
            if index == 0 || seen[index - 1] != 13 { return .refused }
        }
        if seen.starts(with: [13, 10]) { return .refused }
        guard let end else { return window.count == limits.headByteLimit ? .refused : nil }
        return whole(Array(bytes[..<(end + 2)])).map { .read($0) } ?? .refused
    }

    /// The lines of a head, each with its CRLF.
    private func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var line: [UInt8] = []
        for byte in bytes {
            line.append(byte)
            if line.suffix(2) == [13, 10] {
                result.append(line.dropLast(2))
                line = []
            }
        }
        return result
    }

    private func whole(_ bytes: [UInt8]) -> Reading? {
        let lines = lines(bytes)
        guard lines.allSatisfy({ !$0.contains(13) && !$0.contains(0) }) else { return nil }
        let words = lines[0].split(separator: 32, omittingEmptySubsequences: false).map(text)
        guard words.count == 3, words[2] == "HTTP/1.1" else { return nil }
        guard ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(words[0]) else {
            return nil
        }
        guard let (path, query) = target(words[1]) else { return nil }
        guard lines.count - 1 <= limits.fieldCountLimit else { return nil }
        var names: [String] = []
        var values: [String] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: 58), colon > 0 else { return nil }
            let name = text(line[..<colon])
            let allowed = CharacterSet(
                charactersIn:
                    "!#$%&'*+-.^`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            guard name.unicodeScalars.allSatisfy(allowed.contains) else { return nil }
            guard line[colon...].allSatisfy({ $0 == 9 || (32...126).contains($0) }) else {
                return nil
            }
            names.append(name)
            values.append(
                text(line[(colon + 1)...]).trimmingCharacters(in: .init(charactersIn: " \t")))
        }
        return framed(words, path, query, names, values, byteCount: bytes.count + 2)
    }

    private func framed(
        _ words: [String], _ path: [String], _ query: [String], _ names: [String],
        _ values: [String], byteCount: Int
    ) -> Reading? {
        func all(_ name: String) -> [String] {
            zip(names, values).filter { $0.0.lowercased() == name }.map(\.1)
        }
        let once = [
            "host", "content-length", "transfer-encoding", "expect", "connection", "content-type",
            "content-encoding", "authorization", "idempotency-key",
        ]
        guard once.allSatisfy({ all($0).count <= 1 }) else { return nil }
        guard all("transfer-encoding").isEmpty, all("upgrade").isEmpty, all("trailer").isEmpty
        else {
            return nil
        }
        guard let host = all("host").first, isHost(host) else { return nil }
        let connection = all("connection").first?.lowercased() ?? "keep-alive"
        guard ["keep-alive", "close"].contains(connection) else { return nil }
        let expect = all("expect").first?.lowercased()
        guard expect == nil || expect == "100-continue" else { return nil }
        var length = 0
        let mayHaveBody = ["POST", "PUT", "PATCH"].contains(words[0])
        if let declared = all("content-length").first {
            guard let number = Int(declared), String(number) == declared, number >= 0,
                number <= limits.bodyByteLimit, mayHaveBody || number == 0
            else { return nil }
            length = number
        } else if mayHaveBody {
            return nil
        }
        return Reading(
            method: words[0], path: path, query: query, names: names, values: values,
            headByteCount: byteCount, bodyByteCount: length, keepsAlive: connection == "keep-alive",
            expectsContinue: expect != nil && length > 0, target: words[1])
    }

    private func target(_ raw: String) -> ([String], [String])? {
        guard raw.unicodeScalars.allSatisfy({ $0.isASCII }), raw.count <= limits.targetByteLimit,
            raw.hasPrefix("/")
        else { return nil }
        let halves = raw.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var path: [String] = []
        for (index, part) in parts.enumerated() where raw != "/" && halves[0] != "/" {
            if part.isEmpty && index != parts.count - 1 { return nil }
            guard let segment = decoded(part, alsoAllowed: ""), ![".", ".."].contains(segment),
                !segment.contains("/"), !segment.contains("\\")
            else { return nil }
            path.append(segment)
        }
        guard path.count <= limits.targetPartLimit else { return nil }
        guard halves.count == 2 else { return (path, []) }
        var query: [String] = []
        for item in halves[1].split(separator: "&", omittingEmptySubsequences: false) {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty,
                let name = decoded(sides[0], alsoAllowed: "/?"),
                let value = decoded(sides[1], alsoAllowed: "/?")
            else { return nil }
            query += [name, value]
        }
        let names = stride(from: 0, to: query.count, by: 2).map { Array(query[$0].utf8) }
        guard Set(names).count == names.count, names.count <= limits.targetPartLimit else {
            return nil
        }
        return (path, query)
    }

    private func decoded(_ part: Substring, alsoAllowed: String) -> String? {
        let allowed = CharacterSet(
            charactersIn:
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~!$&'()*+,;=:@%"
                + alsoAllowed)
        guard part.unicodeScalars.allSatisfy(allowed.contains) else { return nil }
        let pieces = part.split(separator: "%", omittingEmptySubsequences: false)
        var bytes = Array(pieces[0].utf8)
        for piece in pieces.dropFirst() {
            guard piece.count >= 2, piece.prefix(2).allSatisfy({ $0.isASCII && $0.isHexDigit }),
                let byte = UInt8(piece.prefix(2), radix: 16), byte >= 32, byte != 127
            else { return nil }
            bytes.append(byte)
            bytes += Array(piece.dropFirst(2).utf8)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private func isHost(_ host: String) -> Bool {
        let pattern = #/(?:[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]{2,}\])(?::([0-9]{1,5}))?/#
        guard let match = host.wholeMatch(of: pattern) else { return false }
        guard let port = match.1 else { return true }
        return (1...65_535).contains(Int(port) ?? 0)
    }

    private func text(_ bytes: some Collection<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
