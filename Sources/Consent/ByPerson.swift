// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// What belongs to each of a few persons: a family is small enough that comparing beats hashing.
struct ByPerson<Value> {
    /// Ascending, each once.
    let persons: [RandomID]
    // INVARIANT: one value per person, in their order.
    private let values: [Value]

    /// What `make` gives for each of these persons, who may be named more than once.
    init(_ persons: [RandomID], make: (RandomID) -> Value) {
        var known: [RandomID] = []
        for person in persons.sorted() where known.last != person { known.append(person) }
        self.persons = known
        values = known.map(make)
    }

    private init(_ persons: [RandomID], _ values: [Value]) {
        self.persons = persons
        self.values = values
    }

    subscript(person: RandomID) -> Value? {
        persons.firstIndex(of: person).map { values[$0] }
    }

    func contains(where isWanted: (Value) -> Bool) -> Bool { values.contains(where: isWanted) }

    func map<Other>(_ make: (RandomID, Value) -> Other) -> ByPerson<Other> {
        ByPerson<Other>(persons, persons.indices.map { make(persons[$0], values[$0]) })
    }
}
