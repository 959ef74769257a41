// SPDX-License-Identifier: EUPL-1.2
import Platform
import Synchronization
import Testing

@Suite struct `The event loop` {
    @Test func `tells what is ready, with the owner's token`() async throws {
        let loop = try EventLoop()
        let listener = try ListeningSocket(host: "127.0.0.1", port: 0)
        try loop.watch(listener.descriptor, for: .readable, token: 42)
        let seen = Mutex<[UInt64]>([])
        let (turns, continuation) = AsyncStream.makeStream(of: UInt64.self)
        try loop.start(name: "test-loop", tick: .seconds(10)) { events in
            for event in events where event.isReadable { continuation.yield(event.token) }
        }
        let client = try Descriptor.connecting(toHost: "127.0.0.1", port: listener.port)
        var iterator = turns.makeAsyncIterator()
        let token = await iterator.next()
        seen.withLock { if let token { $0.append(token) } }
        #expect(seen.withLock { $0 } == [42])
        withExtendedLifetime(client) {}
        loop.stop()
    }

    @Test func `calls its owner at least once a tick`() async throws {
        let loop = try EventLoop()
        let (turns, continuation) = AsyncStream.makeStream(of: Void.self)
        try loop.start(name: "test-loop", tick: .milliseconds(5)) { _ in continuation.yield(()) }
        var count = 0
        for await _ in turns {
            count += 1
            if count == 5 { break }
        }
        loop.stop()
    }

    @Test func `an actor on the loop is entered in each turn and by tasks alike`() async throws {
        let owner = try LoopOwner()
        try owner.start()
        var total = 0
        for number in 1...100 { total = await owner.add(number) }
        #expect(total == 5050)
        // Out to another executor and back: the rest runs on the loop again.
        #expect(await owner.returnsFromElsewhere())
        #expect(await owner.turnCount > 0)
        owner.loop.stop()
    }

    @Test func `tasks that make tasks do not keep the loop from its descriptors`() async throws {
        let owner = try LoopOwner()
        try owner.start()
        await owner.beginToSpin()
        let before = await owner.turnCount
        while await owner.turnCount < before + 3 { await Task.yield() }
        await owner.endSpin()
        owner.loop.stop()
    }

    @Test func `deadlines are compared on a clock that never goes back`() {
        let now = MonotonicInstant.now()
        #expect(now.advanced(by: .seconds(1)) > now)
        #expect(now.advanced(by: .seconds(1)).duration(to: now) == .seconds(-1))
        #expect(MonotonicInstant.distantFuture.advanced(by: .seconds(1)) == .distantFuture)
        #expect(MonotonicInstant.now() >= now)
        #expect(WallClock.milliseconds() > 1_700_000_000_000)
    }

    @Test(arguments: [
        (Duration.milliseconds(1), Int64(1_000_000)), (.zero, 0), (.seconds(-1), -1_000_000_000),
        (.nanoseconds(1), 1), (.seconds(Int64.max), .max),
    ])
    func `durations count nanoseconds`(duration: Duration, expected: Int64) {
        #expect(duration.nanoseconds == expected)
    }
}

private actor LoopOwner {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private(set) var turnCount = 0
    private var total = 0
    private var isSpinning = false

    init() throws { loop = try EventLoop() }

    nonisolated func start() throws {
        try loop.start(name: "test-loop", tick: .milliseconds(5)) { [unowned self] _ in
            assumeIsolated { owner in owner.turnCount += 1 }
        }
    }

    func add(_ number: Int) -> Int {
        loop.preconditionIsolated("tasks of the actor run on the loop")
        total += number
        return total
    }

    func returnsFromElsewhere() async -> Bool {
        let outside = await Self.isElsewhere(loop)
        return outside && loop.isIsolatingCurrentContext() == true
    }

    @concurrent private static func isElsewhere(_ loop: EventLoop) async -> Bool {
        loop.isIsolatingCurrentContext() == false
    }

    func beginToSpin() {
        isSpinning = true
        spin()
    }

    func endSpin() { isSpinning = false }

    private func spin() {
        guard isSpinning else { return }
        Task { spin() }
    }
}
