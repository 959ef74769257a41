// SPDX-License-Identifier: EUPL-1.2
internal import Glibc
internal import Platform

/// Operations of one run, with the time that they took on the wall and on the processor.
struct Run: Sendable {
    let count: Int
    /// Seconds.
    let wall: Double
    /// Seconds of all threads.
    let processor: Double

    var perSecond: Double { wall > 0 ? Double(count) / wall : 0 }
    /// CPU time of one operation, in microseconds.
    var microseconds: Double { count > 0 ? processor * 1e6 / Double(count) : 0 }

    /// CPU time of this process so far, in seconds.
    static func processorSeconds() -> Double { Double(clock()) / 1e6 }

    /// Times a closure that gives how many operations it did.
    static func measuring(_ body: () throws -> Int) throws -> Run {
        let start = MonotonicInstant.now()
        let processor = processorSeconds()
        return Run(count: try body(), since: start, processor)
    }

    /// Times work on several threads.
    static func measuring(_ body: () async throws -> Int) async throws -> Run {
        let start = MonotonicInstant.now()
        let processor = processorSeconds()
        return Run(count: try await body(), since: start, processor)
    }

    init(count: Int, wall: Double, processor: Double) {
        self.count = count
        self.wall = wall
        self.processor = processor
    }

    private init(count: Int, since start: MonotonicInstant, _ processor: Double) {
        self.init(
            count: count, wall: Double(start.duration(to: .now()).nanoseconds) / 1e9,
            processor: Self.processorSeconds() - processor)
    }
}

/// The plain C loops that our own work is measured against, in a process of their own.
enum Reference {
    private static let program = "kernpoort-bench-c"

    /// One run of a reference.
    static func run(_ arguments: [String]) throws -> Run {
        try read([try beside(program)] + arguments)
    }

    /// Starts a program that prints one run.
    static func read(_ arguments: [String]) throws -> Run {
        let child = try PipedChild(arguments)
        guard let line = try child.readLine() else {
            throw BenchError.child(arguments.joined(separator: " "))
        }
        let words = line.split(separator: " ")
        guard words.count == 6, let count = Int(words[1]), let wall = Double(words[3]),
            let processor = Double(words[5])
        else { throw BenchError.child(line) }
        return Run(count: count, wall: wall, processor: processor)
    }

    /// The path of a program that was built into the same folder as this one.
    static func beside(_ name: String) throws -> String {
        let path = "\(Files.folder(of: try ProcessState.programPath()))/\(name)"
        guard try Files.status(of: path) != nil else { throw BenchError.notBuilt(name) }
        return path
    }
}

/// Pairs of runs of our work and its reference, taken by turns.
struct Comparison {
    private(set) var pairs: [(ours: Run, reference: Run)] = []

    mutating func add(_ ours: Run, beside reference: Run) { pairs.append((ours, reference)) }

    /// Our rate as a part of the reference's.
    var rate: Spread { Spread(ratios: pairs.map { ($0.ours.perSecond, $0.reference.perSecond) }) }

    /// The same by CPU time, which other work on the machine disturbs less: the reference's cost of
    /// one operation as a part of ours.
    var processor: Spread {
        Spread(ratios: pairs.map { ($0.reference.microseconds, $0.ours.microseconds) })
    }

    /// Figure, reference and ratio, in one line each for wall and CPU time.
    func show(_ name: String, aim: String) {
        let ours = Spread(pairs.map(\.ours.perSecond)).median
        let theirs = Spread(pairs.map(\.reference.perSecond)).median
        let cost = Spread(pairs.map(\.ours.microseconds)).median
        let theirCost = Spread(pairs.map(\.reference.microseconds)).median
        print("  \(name)")
        print(
            "    per second".padded(to: 24)
                + "reference \(theirs.text(decimals: 0)), kernpoort \(ours.text(decimals: 0)), "
                + "ratio \(rate.text), aim \(aim)")
        print(
            "    CPU each".padded(to: 24)
                + "reference \(theirCost.text(decimals: 1)) us, "
                + "kernpoort \(cost.text(decimals: 1)) us, ratio \(processor.text)")
    }
}
