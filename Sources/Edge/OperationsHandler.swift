// SPDX-License-Identifier: EUPL-1.2
package import HTTP
internal import Memory

/// One number for the operator's monitoring.
package struct Metric: Sendable {
    /// Whether it only grows.
    package enum Kind: String, Sendable { case counter, gauge }

    package let name: StaticString
    package let help: StaticString
    package let kind: Kind
    package let value: Int

    package init(_ name: StaticString, _ kind: Kind, _ value: Int, help: StaticString) {
        self.name = name
        self.kind = kind
        self.value = value
        self.help = help
    }
}

/// Answers on the loopback port for operators: `/gezondheid` and `/metrics`, and nothing personal.
package struct OperationsHandler: Handler {
    private let faults: @Sendable () async -> [StaticString]
    private let metrics: @Sendable () async -> [Metric]

    /// - Parameter faults: codes of what is wrong now; none means healthy.
    /// - Parameter metrics: the numbers, in the order in which they are shown.
    package init(
        faults: @escaping @Sendable () async -> [StaticString],
        metrics: @escaping @Sendable () async -> [Metric]
    ) {
        self.faults = faults
        self.metrics = metrics
    }

    package func respond(to request: Request) async -> Response {
        guard request.method == .get || request.method == .head else {
            return Response(.methodNotAllowed, headers: [HeaderField("Allow", "GET, HEAD")])
        }
        switch request.path {
        case ["gezondheid"]: return await health()
        case ["metrics"]: return Self.page(await metrics())
        default: return Response(.notFound)
        }
    }

    private func health() async -> Response {
        let faults = await faults()
        let codes = faults.map { "\"\($0)\"" }.joined(separator: ",")
        let status = faults.isEmpty ? "gezond" : "gestoord"
        let text = "{\"status\":\"\(status)\",\"storingen\":[\(codes)]}\n"
        return Response(
            faults.isEmpty ? .ok : .serviceUnavailable,
            headers: [HeaderField("Content-Type", "application/json")],
            body: .bytes([UInt8](text.utf8)))
    }

    /// The numbers in Prometheus's text format 0.0.4.
    private static func page(_ metrics: [Metric]) -> Response {
        var text = ""
        for metric in metrics {
            text += "# HELP \(metric.name) \(metric.help)\n"
            text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            text += "\(metric.name) \(metric.value)\n"
        }
        return Response(
            .ok,
            headers: [HeaderField("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            body: .bytes([UInt8](text.utf8)))
    }
}
