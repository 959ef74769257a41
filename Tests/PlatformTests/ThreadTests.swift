// SPDX-License-Identifier: EUPL-1.2
import Platform
import Synchronization
import Testing

@Suite struct `Dedicated threads` {
    @Test func `a joined thread has run its body once`() throws {
        let counter = Counter()
        let thread = try DedicatedThread(name: "test-with-a-long-name") { counter.add() }
        thread.join()
        #expect(counter.value == 1)
    }

    @Test func `a stack below the system's minimum is refused`() {
        #expect(throws: PlatformError.self) {
            try DedicatedThread(name: "tiny", stackByteCount: 1) {}.join()
        }
    }
}

@Suite struct `Thread executors` {
    @Test func `jobs of an actor run on its one thread in order`() async throws {
        let executor = try ThreadExecutor(name: "test-executor")
        let journal = Journal(executor: executor)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 { group.addTask { await journal.note(number) } }
        }
        #expect(await journal.count == 200)
        #expect(await journal.isOnOwnThread)
        executor.stop()
    }
}

private actor Journal {
    nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private(set) var count = 0

    init(executor: ThreadExecutor) { self.executor = executor }

    var isOnOwnThread: Bool { executor.isIsolatingCurrentContext() == true }

    func note(_ number: Int) {
        executor.preconditionIsolated("a job runs on the executor's thread")
        count += 1
    }
}

private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}

@Suite struct `Child processes` {
    @Test func `what a child writes is read line by line`() throws {
        let child = try PipedChild(["sh", "-c", "echo een; printf twee"])
        let lines = [try child.readLine(), try child.readLine(), try child.readLine()]
        #expect(lines == ["een", "twee", nil])
    }

    @Test func `a child's input ends with the value`() throws {
        let number: Int32
        do {
            let child = try PipedChild(["sh", "-c", "echo ja; cat; sleep 60"])
            number = child.number
            _ = try child.readLine()
        }
        #expect(try Files.status(of: "/proc/\(number)") == nil)
    }

    @Test func `a program that is not there is not started`() {
        #expect(throws: PlatformError.self) { _ = try PipedChild(["/nowhere/program"]) }
    }
}
