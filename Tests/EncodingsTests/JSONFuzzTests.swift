// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport
import Testing

@Suite struct JSONFuzzTests {
    @Test(arguments: UInt64(0)..<300)
    func `valid texts come back as they were`(seed: UInt64) throws {
        var samples = JSONSamples(seed: seed)
        let text = samples.text(size: Int(seed))
        let naive = try #require(NaiveJSON(text), "the sample is valid")
        let tree = try JSON(parsing: text)
        let index = try JSONIndex(parsing: text.span)
        #expect(NaiveJSON(tree) == naive)
        #expect(NaiveJSON(index, index.root, text) == naive)
        let written = tree.serialized()
        #expect(try JSON(parsing: written) == tree)
        #expect(try JSON(parsing: written).serialized() == written)
    }

    @Test(arguments: UInt64(0)..<40)
    func `every part of a text that lacks its end is refused`(seed: UInt64) throws {
        var samples = JSONSamples(seed: seed)
        let text = [0x5b] + samples.text(size: Int(seed)) + [0x5d]
        _ = try JSON(parsing: text)
        for count in 0..<text.count {
            let part = Array(text[..<count])
            #expect(throws: JSONError.self) { try JSON(parsing: part) }
            #expect(throws: JSONError.self) { try JSONIndex(parsing: part.span) }
        }
    }

    @Test(arguments: UInt64(0)..<300)
    func `changed texts are judged as a plain reader judges them`(seed: UInt64) {
        var samples = JSONSamples(seed: seed)
        let text = samples.text(size: Int(seed % 60))
        for _ in 0..<20 {
            let changed = samples.mutated(text)
            let naive = NaiveJSON(changed)
            let tree = Result { () throws(JSONError) in try JSON(parsing: changed) }
            let index = Result { () throws(JSONError) in try JSONIndex(parsing: changed.span) }
            let shown = String(decoding: changed, as: UTF8.self)
            switch (tree, index) {
            case (.success(let tree), .success(let index)):
                #expect(NaiveJSON(tree) == naive, "\(shown)")
                #expect(NaiveJSON(index, index.root, changed) == naive, "\(shown)")
            case (.failure(let one), .failure(let other)):
                #expect(naive == nil, "\(one): \(shown)")
                #expect(one == other, "\(shown)")
                #expect((0...changed.count).contains(one.offset), "\(one): \(shown)")
            case (.success, .failure), (.failure, .success):
                Issue.record("tree and index differ: \(shown)")
            }
        }
    }
}
