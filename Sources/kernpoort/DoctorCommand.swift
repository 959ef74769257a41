// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import OpenSSL
internal import Platform

/// `kernpoort doctor`: looks at everything a region stands on and says what to mend.
enum DoctorCommand {
    static let command = Command(
        "doctor", "check configuration, permissions, clock, disk and certificates of a region",
        options: [Option("folder", "DIR", "the region's folder", required: true)], run: run)

    /// One thing that was looked at.
    struct Check {
        enum Verdict: String { case good = "goed", warning = "waarschuwing", bad = "fout" }

        let what: String
        let verdict: Verdict
        let detail: String
        let mend: String?
    }

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let configuration = try PartnerCommand.configuration(arguments)
        var checks: [Check] = []
        checks += permissions(configuration)
        checks += certificates(configuration)
        checks.append(disk(configuration))
        checks.append(clock())
        checks.append(swap())
        checks.append(rules(configuration))
        checks.append(try gateway(configuration))
        if arguments.has("json") {
            printJSON(.array(checks.map(\.json)))
        } else {
            for check in checks {
                printLine(
                    padded(check.verdict.rawValue, to: 14) + padded(check.what, to: 26)
                        + check.detail)
                if let mend = check.mend { printLine(padded("", to: 14) + "hint: \(mend)") }
            }
        }
        return checks.contains { $0.verdict == .bad } ? .unverified : .success
    }

    // MARK: Files

    private static func permissions(_ configuration: Configuration) -> [Check] {
        var checks: [Check] = []
        for folder in [configuration.dataFolder, configuration.keyFolder] {
            checks.append(isPrivate(folder, mend: "chmod 700 \(folder)"))
            for name in (try? Files.names(in: folder)) ?? [] {
                let path = "\(folder)/\(name)"
                let check = isPrivate(path, mend: "chmod 600 \(path)")
                if check.verdict != .good { checks.append(check) }
            }
        }
        return checks
    }

    private static func isPrivate(_ path: String, mend: String) -> Check {
        guard let status = try? Files.status(of: path) else {
            return Check(
                what: "rechten", verdict: .bad, detail: "\(path) is not there",
                mend: "kernpoort init")
        }
        return status.isPrivate
            ? Check(what: "rechten", verdict: .good, detail: path, mend: nil)
            : Check(
                what: "rechten", verdict: .bad, detail: "\(path) is open to others", mend: mend)
    }

    // MARK: Certificates

    private static func certificates(_ configuration: Configuration) -> [Check] {
        var checks: [Check] = []
        for path in [configuration.certificatePath, configuration.trustPath] {
            guard let pem = try? Files.read(path, limit: 1 << 20),
                let chain = try? Certificate.chain(pem: pem.span), let first = chain.first
            else {
                checks.append(
                    Check(
                        what: "certificaat", verdict: .bad, detail: "\(path) can't be read",
                        mend: "put a PEM certificate there"))
                continue
            }
            checks.append(ends("certificaat", path, first.notAfter, warnDays: 14))
        }
        guard let pem = try? Files.read(configuration.revocationPath, limit: 1 << 24),
            let lists = try? RevocationList.all(pem: pem.span),
            let next = lists.map(\.nextUpdate).min()
        else {
            checks.append(
                Check(
                    what: "intrekkingslijst", verdict: .bad,
                    detail: "\(configuration.revocationPath) can't be read",
                    mend: "put a PEM revocation list there: without one nobody gets in"))
            return checks
        }
        checks.append(ends("intrekkingslijst", configuration.revocationPath, next, warnDays: 7))
        return checks
    }

    private static func ends(
        _ what: String, _ path: String, _ end: Int64, warnDays: Int64
    ) -> Check {
        let days = (end - WallClock.milliseconds()) / 86_400_000
        if end <= WallClock.milliseconds() {
            return Check(
                what: what, verdict: .bad, detail: "\(path) has ended",
                mend: "replace it, then send SIGHUP")
        }
        return Check(
            what: what, verdict: days < warnDays ? .warning : .good,
            detail: "\(path): \(days) days left",
            mend: days < warnDays ? "replace it, then send SIGHUP" : nil)
    }

    // MARK: Machine

    private static func disk(_ configuration: Configuration) -> Check {
        let minimum = LedgerConfiguration().freeByteMinimum
        guard let free = try? Files.freeByteCount(at: configuration.dataFolder) else {
            return Check(
                what: "schijf", verdict: .bad, detail: "the data folder can't be measured",
                mend: nil)
        }
        let verdict: Check.Verdict = free < minimum ? .bad : (free < 8 * minimum ? .warning : .good)
        return Check(
            what: "schijf", verdict: verdict, detail: "\(free >> 20) MiB free",
            mend: verdict == .good ? nil : "below \(minimum >> 20) MiB the ledger stops")
    }

    private static func clock() -> Check {
        let isSynchronised = (try? Files.status(of: "/run/systemd/timesync/synchronized")) != nil
        return Check(
            what: "klok", verdict: isSynchronised ? .good : .warning,
            detail: "\(RegionClock().now())",
            mend: isSynchronised ? nil : "let a time service keep it: chrony or systemd-timesyncd")
    }

    /// Swap may hold what memory held: it must be absent or encrypted.
    private static func swap() -> Check {
        let text = (try? Files.read("/proc/swaps", limit: 64 * 1024)) ?? []
        let areas = text.split(separator: UInt8(ascii: "\n")).dropFirst()
            .map { String(decoding: $0, as: UTF8.self) }
        let plain = areas.filter { !$0.hasPrefix("/dev/dm-") && !$0.hasPrefix("/dev/mapper") }
        return Check(
            what: "wisselgeheugen", verdict: plain.isEmpty ? .good : .warning,
            detail: areas.isEmpty ? "none" : "\(areas.count) area(s)",
            mend: plain.isEmpty ? nil : "encrypt swap, or turn it off")
    }

    private static func rules(_ configuration: Configuration) -> Check {
        do {
            let files = try Gatehouse.policyFiles(configuration.policyFolder)
            _ = try Gatehouse.ruleSet(files)
            return Check(
                what: "regels", verdict: .good,
                detail: "\(files.region), version \(Hex.encode(files.version.bytes).prefix(16))…",
                mend: nil)
        } catch {
            return Check(
                what: "regels", verdict: .bad, detail: "\(configuration.policyFolder)",
                mend: "kernpoort policy check \(configuration.policyFolder)")
        }
    }

    private static func gateway(_ configuration: Configuration) throws -> Check {
        guard try AdminChannel.ask(["opdracht": "regio"], in: configuration) != nil else {
            return Check(
                what: "poort", verdict: .warning, detail: "no gateway is running",
                mend: "kernpoort serve --folder \(configuration.folder)")
        }
        return Check(what: "poort", verdict: .good, detail: "running", mend: nil)
    }
}

extension DoctorCommand.Check {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("wat", .string(what)), ("oordeel", .string(verdict.rawValue)),
            ("detail", .string(detail)),
        ]
        if let mend { members.append(("herstel", .string(mend))) }
        return JSON(members)
    }
}
