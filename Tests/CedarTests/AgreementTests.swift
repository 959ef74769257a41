// SPDX-License-Identifier: EUPL-1.2
import Cedar
import CedarOracle
import Testing

@Suite struct `Agreement` {
    @Test(arguments: UInt64(0)..<40)
    func `compiled and naive evaluation agree on answer and trace`(seed: UInt64) {
        #expect(FuzzTargets.evaluator(seed: seed &* 1_000, requests: 25).problem == nil)
    }

    @Test(arguments: UInt64(0)..<20)
    func `spoilt texts are refused or read and written back`(seed: UInt64) {
        for round in 0..<25 {
            var generator = Generator(seed: seed &* 1_000 &+ UInt64(round))
            let text = Array(generator.policies().utf8)
            var mutator = Mutator(seed: seed &* 1_000 &+ UInt64(round))
            #expect(FuzzTargets.parsers(text) == nil)
            #expect(FuzzTargets.parsers(mutator.mutate(text, text)) == nil)
        }
    }
}
