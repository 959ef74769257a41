// SPDX-License-Identifier: EUPL-1.2
internal import API
internal import Domain
internal import Edge
internal import Encodings
internal import Gateway
internal import HTTP
internal import OpenSSL
internal import Platform

/// `kernpoort serve`: the gateway itself, until it is told to stop.
enum ServeCommand {
    static let command = Command(
        "serve", "run the gateway of a region until SIGTERM; SIGHUP reads certificates again",
        options: [
            Option("folder", "DIR", "the region's folder", required: true),
            Option("klok", "INSTANT", "set the clock ahead, in a demo region only"),
        ],
        run: run)

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let folder = try InitCommand.absolute(try arguments.required("folder"))
        let configuration = try Configuration(folder: folder)
        let clock = try clock(arguments, configuration)
        let journal = Journal(clock: clock)
        let gatehouse = try await Gatehouse.open(configuration, clock: clock) {
            journal.write("einde", [("reden", .string($0))])
        }
        let gateway = try RunningGateway(gatehouse, configuration, journal)
        try gateway.start()
        if arguments.has("json") {
            printJSON([
                "poort": .integer(Int64(gateway.port)),
                "beheerpoort": .integer(Int64(gateway.operationsPort)),
                "vooruit": .integer(clock.ahead),
            ])
        } else {
            printLine(
                "ready: partners on https://localhost:\(gateway.port), "
                    + "operator on http://127.0.0.1:\(gateway.operationsPort)")
        }
        for await signal in signals() {
            switch signal {
            case .hangUp: await gateway.reload()
            case .interrupt, .terminate:
                await gateway.stop()
                await gatehouse.shutDown()
                return .success
            }
        }
        return .success
    }

    private static func clock(
        _ arguments: Arguments, _ configuration: Configuration
    ) throws -> RegionClock {
        guard let text = arguments["klok"] else { return RegionClock() }
        guard configuration.isDemo else {
            throw CommandFailure(.usage, "`--klok` is for demo regions only")
        }
        guard let instant = Timestamp(rfc3339: text) else {
            throw CommandFailure(
                .usage, "`--klok` takes an instant such as 2026-03-14T10:05:00.000Z")
        }
        return RegionClock(start: instant)
    }

    /// Signals as they come, waited for on a thread of their own.
    private static func signals() -> AsyncStream<Signals.Signal> {
        AsyncStream { continuation in
            do {
                let thread = try DedicatedThread(name: "signals") {
                    while let signal = try? Signals.wait() { continuation.yield(signal) }
                    continuation.finish()
                }
                _ = consume thread
            } catch {
                continuation.finish()
            }
        }
    }
}
