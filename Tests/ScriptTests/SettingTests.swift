// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import TestSupport
import Testing

extension TheRealProgram {
    /// What an operator writes in `kernpoort.json`.
    struct `A setting` {
        @Test func `outside its bounds is refused, with what to write in its place`() async throws {
            let folder = try TemporaryFolder()
            let region = folder.file("regio")
            let made = try await Self.run([
                "init", "--demo", "--folder", region, "--policies", RunningRegion.policies,
            ])
            #expect(made.status == 0)
            for (value, isGood) in [("0", false), ("1", true), ("7", true), ("8", false)] {
                try Self.set("gezagDagen", value, in: region)
                let doctor = try await Self.run(["doctor", "--folder", region])
                #expect((doctor.status != 2) == isGood, "\(value): \(doctor.errors)")
                #expect(doctor.errors.contains("`gezagDagen`") == !isGood)
                #expect(doctor.errors.contains("must be from 1 to 7") == !isGood)
                #expect(doctor.errors.contains("leave it out for 7") == !isGood)
            }
            try Self.set("gezagDagen", "\"drie\"", in: region)
            #expect(try await Self.run(["doctor", "--folder", region]).status == 2)
        }

        private static func set(_ name: String, _ value: String, in region: String) throws {
            let file = URL(fileURLWithPath: "\(region)/kernpoort.json")
            var object = try #require(try JSON(parsing: Array(Data(contentsOf: file))).object)
            object[name] = try JSON(parsing: Array(value.utf8))
            try Data(JSON.object(object).serialized()).write(to: file)
        }

        private static func run(_ words: [String]) async throws -> Program.Outcome {
            try await Program.run(try RunningRegion.program, words)
        }
    }
}
