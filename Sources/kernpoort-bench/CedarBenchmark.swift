// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Encodings
internal import Platform

/// Prepared decisions beside the reference engine; see `scripts/bench-cedar` for the whole run.
enum CedarBenchmark {
    /// Writes what the reference measures: policies, entities and requests of every size.
    static func writeCases(to folder: String) throws {
        for cases in [CedarCases.small, .protocolSized] {
            let path = "\(folder)/\(cases.name)"
            try Files.create("\(path).cedar", with: Array(cases.policies.utf8).span)
            try Files.create("\(path).entities.json", with: cases.entitiesJSON.serialized().span)
            try Files.create("\(path).requests.json", with: cases.requestsJSON.serialized().span)
        }
    }

    /// Measures and prints; with a folder also beside what the reference left there.
    static func run(folder: String?) async throws {
        let reference = folder.flatMap { try? Files.read("\($0)/reference.json", limit: 1 << 20) }
        let measured = try reference.map { try JSON(parsing: $0) }
        print("cedar, microseconds for one decision with reasons, medians of 5 runs")
        for cases in [CedarCases.small, .protocolSized] {
            let prepared = try prepare(cases, more: 0)
            let median = measure(prepared, cases.requests)
            var line = "  \(cases.name): prepared \(shown(median))"
            if let row = measured?[cases.name] {
                line += ", " + compare(row, median, prepared, cases)
            }
            print(line)
        }
        let cases = CedarCases.protocolSized
        let alone = try measure(prepare(cases, more: 0), cases.requests)
        let crowded = try measure(prepare(cases, more: 5_940), cases.requests)
        print(
            "  growth from 60 to 6,000 policies: \(shown(alone)) to \(shown(crowded)), "
                + "factor \(fraction(crowded / alone))")
        let prepared = try prepare(cases, more: 0)
        let traced = median(of: cases.requests) { _ = prepared.decide($0).trace }
        print("  with the trace of every refusal read: \(shown(traced))")
        try await enumerate()
    }

    private static func prepare(_ cases: CedarCases, more: Int) throws -> PreparedPolicySet {
        let text = cases.policies + "\n" + CedarCases.foreignRules(more)
        let limits = CedarLimits(textByteLimit: 1 << 22, policyCountLimit: 10_000)
        return PreparedPolicySet(
            try PolicySet(parsing: text, limits: limits), entities: try Entities(cases.entities))
    }

    private static func compare(
        _ row: JSON, _ median: Double, _ prepared: PreparedPolicySet, _ cases: CedarCases
    ) -> String {
        let batch = Double(row["batchNanoseconds"]?.integer ?? 0)
        let engine = Double(row["engineNanoseconds"]?.integer ?? 0)
        let decisions = cases.requests.map { prepared.decide($0).decision.rawValue }
        let expected = row["decisions"]?.array?.compactMap(\.string) ?? []
        return "cedarpy batch \(shown(batch)) (\(fraction(batch / median)) times), "
            + "its engine alone \(shown(engine)), "
            + (decisions == expected ? "same decisions" : "DECISIONS DIFFER")
    }

    // MARK: Measuring

    private static func measure(_ prepared: PreparedPolicySet, _ requests: [Request]) -> Double {
        median(of: requests) { request in
            let answer = prepared.decide(request)
            precondition(answer.errors.isEmpty, "the made-up requests fit the made-up rules")
        }
    }

    /// The median over five runs of the median time of one call, in nanoseconds.
    private static func median(of requests: [Request], _ body: (Request) -> Void) -> Double {
        var runs: [Double] = []
        for _ in 0..<5 {
            var times: [Double] = []
            for request in requests {
                let start = MonotonicInstant.now()
                for _ in 0..<20 { body(request) }
                let elapsed = MonotonicInstant.now().nanoseconds - start.nanoseconds
                times.append(Double(elapsed) / 20)
            }
            runs.append(times.sorted()[times.count / 2])
        }
        return runs.sorted()[runs.count / 2]
    }

    private static func fraction(_ value: Double) -> String {
        let hundredths = Int64((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func shown(_ nanoseconds: Double) -> String { fraction(nanoseconds / 1_000) }

    // MARK: Enumeration

    /// Ten million cells: roles, categories and the context attributes that the rules read.
    private static func enumerate() async throws {
        let cases = CedarCases.protocolSized
        let schema = try Schema(
            parsing: """
                entity Rolgroep, Categorie;
                entity Rol in [Rolgroep]; entity Professional in [Rol];
                entity Veldgroep in [Categorie]; entity Fragment in [Veldgroep];
                entity Toestemming enum ["nvt", "volledig", "onvolledig", "geweigerd"];
                entity Nood enum ["geen", "E1", "E2"]; entity Bericht enum ["nvt", "gegeven"];
                entity Geheim enum ["nvt", "opgeheven", "niet"];
                action delen appliesTo { principal: Professional, resource: Fragment, context: {
                    toestemming: Toestemming, gezagBekend: Bool, deelnemer: Bool,
                    noodzakelijk: Bool, anoniem: Bool, nood: Nood, overeenstemming: Bool,
                    caseload: Bool, directBetrokken: Bool, bericht: Bericht, bezwaar: Bool,
                    geheim: Geheim
                } };
                """)
        let policies = try PolicySet(parsing: cases.policies)
        let space = try DecisionSpace(
            [policies], schema: schema, entities: try Entities(cases.entities),
            action: EntityUID("Action", "delen"),
            principals: cases.entities.filter { $0.uid.type == "Professional" },
            resources: cases.entities.filter { $0.uid.type == "Fragment" })
        let start = MonotonicInstant.now()
        let cubes = try await space.cubes()
        let elapsed = MonotonicInstant.now().nanoseconds - start.nanoseconds
        let counted = cubes.reduce(0) { $0 + $1.cellCount }
        precondition(counted == space.cellCount, "the cubes hold every cell once")
        print(
            "  enumeration: \(space.cellCount) cells in \(cubes.count) cubes, "
                + "\(elapsed / 1_000_000) ms")
    }
}
