// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Memory

/// What the real parser makes of a stream, fed in pieces.
struct StreamResult: Equatable {
    var readings: [Reading] = []
    var end = StreamEnd.wantsMore
    var refusal: Refusal?
}

/// Feeds a stream to the real parser, as a connection would: cut at the given offsets.
func read(_ stream: [UInt8], cuts: [Int] = [], limits: Limits = .standard) -> StreamResult {
    var result = StreamResult()
    var parser = RequestParser(limits: limits)
    var buffer: [UInt8] = []
    var bodyLeft = 0
    var start = 0
    for cut in cuts + [stream.count] {
        buffer += stream[start..<cut]
        start = cut
        while true {
            let taken = min(bodyLeft, buffer.count)
            buffer.removeFirst(taken)
            bodyLeft -= taken
            if bodyLeft > 0 {
                result.end = .wantsBody
                break
            }
            result.end = .wantsMore
            let action = parser.parse(buffer.span)
            if case .refuse(let refusal) = action {
                result.end = .refused
                result.refusal = refusal
                return result
            }
            guard case .head(let head) = action else { break }
            result.readings.append(Reading(head, buffer))
            buffer.removeFirst(head.byteCount)
            bodyLeft = head.bodyByteCount
        }
    }
    return result
}

extension Reading {
    init(_ head: RequestHead, _ buffer: [UInt8]) {
        let request = Request(
            head: head, body: .init(copying: Array(repeating: 0, count: head.bodyByteCount)),
            peer: nil)
        self.init(
            method: head.method.rawValue, path: request.path,
            query: request.query.items.flatMap { [$0.name, $0.value] },
            names: head.headers.all.map(\.name), values: head.headers.all.map(\.value),
            headByteCount: head.byteCount,
            bodyByteCount: head.bodyByteCount, keepsAlive: head.keepsAlive,
            expectsContinue: head.expectsContinue, target: request.rawTarget)
    }
}
