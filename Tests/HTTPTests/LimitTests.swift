// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Testing

@Suite struct LimitTests {
    /// Reads one request of this shape under these limits.
    private func outcome(_ text: String, _ limits: Limits) -> Refusal? {
        read(Array(text.utf8), limits: limits).refusal
    }

    @Test func `a head is accepted at its byte limit and refused one above`() {
        let head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        let count = head.utf8.count
        #expect(outcome(head, Limits(headByteLimit: count)) == nil)
        #expect(outcome(head, Limits(headByteLimit: count - 1)) == .headTooLong)
        #expect(outcome(head, Limits(headByteLimit: 16)) == .headTooLong)
        #expect(outcome(head, Limits(headByteLimit: 15)) == .targetTooLong)
        #expect(outcome(head, Limits(headByteLimit: 0)) == .targetTooLong)
    }

    @Test func `a target is accepted at its byte limit and refused one above`() {
        let head = "GET /abc?d=e HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(outcome(head, Limits(targetByteLimit: 8)) == nil)
        #expect(outcome(head, Limits(targetByteLimit: 7)) == .targetTooLong)
        #expect(outcome(head, Limits(targetByteLimit: 0)) == .targetTooLong)
    }

    @Test func `segments and query items are each accepted at their limit and refused one above`() {
        let segments = "GET /a/b/c HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(outcome(segments, Limits(targetPartLimit: 3)) == nil)
        #expect(outcome(segments, Limits(targetPartLimit: 2)) == .targetTooLong)
        let items = "GET /?a=&b=&c= HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(outcome(items, Limits(targetPartLimit: 3)) == nil)
        #expect(outcome(items, Limits(targetPartLimit: 2)) == .targetTooLong)
        let none = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(outcome(none, Limits(targetPartLimit: 0)) == nil)
        #expect(outcome(segments, Limits(targetPartLimit: 0)) == .targetTooLong)
    }

    @Test func `fields are accepted at their limit and refused one above`() {
        let head = "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\nC: d\r\n\r\n"
        #expect(outcome(head, Limits(fieldCountLimit: 3)) == nil)
        #expect(outcome(head, Limits(fieldCountLimit: 2)) == .tooManyFields)
        #expect(outcome(head, Limits(fieldCountLimit: 0)) == .tooManyFields)
    }

    @Test func `a body is accepted at its limit and refused one above before it is read`() {
        let request = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
        #expect(outcome(request, Limits(bodyByteLimit: 3)) == nil)
        #expect(outcome(request, Limits(bodyByteLimit: 2)) == .bodyTooLarge)
        #expect(outcome(String(request.dropLast(3)), Limits(bodyByteLimit: 0)) == .bodyTooLarge)
        let vast = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000000000000\r\n\r\n"
        #expect(outcome(vast, Limits(bodyByteLimit: 999_999_999_999_999_999)) == .bodyTooLarge)
        let empty = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
        #expect(outcome(empty, Limits(bodyByteLimit: 0)) == nil)
    }

    @Test func `each refusal has the status that it is known by`() {
        #expect(Refusal.chunkedBody.status.code == 411)
        #expect(Refusal.lengthRequired.status.code == 411)
        #expect(Refusal.bodyTooLarge.status.code == 413)
        #expect(Refusal.targetTooLong.status.code == 414)
        #expect(Refusal.unknownExpectation.status.code == 417)
        #expect(Refusal.headTooLong.status.code == 431)
        #expect(Refusal.tooManyFields.status.code == 431)
        #expect(Refusal.unknownMethod.status.code == 501)
        let others = Refusal.allCases.filter { $0.status.code == 400 }
        #expect(others.count == Refusal.allCases.count - 8)
    }

    @Test func `a negative limit is a bug`() async {
        await #expect(processExitsWith: .failure) { _ = Limits(bodyByteLimit: -1) }
    }
}
