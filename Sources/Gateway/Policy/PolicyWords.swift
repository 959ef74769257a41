// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// The names of roles, groups, recipients and conditions as officers read them.
struct PolicyWords {
    let sets: [RuleSet]

    /// - Parameter sets: the names of the last count where several have one.
    init(_ sets: [RuleSet]) { self.sets = sets }

    // MARK: Roles

    /// A role at a type of organisation; the type only where the role exists at several.
    func name(_ post: Post) -> String {
        guard let code = post.role else { return "iedereen bij \(Self.name(post.type))" }
        let role = sets.reversed().lazy.compactMap { $0.roles.role(code) }.first
        guard let role else { return code.text }
        guard role.partnerTypes.count > 1 else { return role.name }
        return "\(role.name) (\(Self.name(post.type)))"
    }

    /// Several posts, by the name of a group of roles where they are exactly that.
    func name(_ posts: [Post], joinedBy word: String = "of") -> String {
        if posts.count > 2, let group = group(posts) { return group }
        return Self.list(names(posts), word)
    }

    /// The name of each post; a role that stands for all its types of organisation once, without them.
    func names(_ posts: [Post]) -> [String] {
        var names: [String] = []
        for post in posts {
            var name = name(post)
            if let code = post.role, let role = sets.last?.roles.role(code),
                role.partnerTypes.count > 1,
                role.partnerTypes.allSatisfy({ posts.contains(Post(role: code, type: $0)) })
            {
                name = role.name
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The group of roles that these posts are, if they are one.
    func group(_ posts: [Post]) -> String? {
        guard let set = sets.last else { return nil }
        for group in set.roles.groups {
            let all = Set(
                group.roles.compactMap { set.roles.role($0) }.flatMap { role in
                    role.partnerTypes.map { Post(role: role.code, type: $0) }
                })
            if all == Set(posts) { return group.name }
        }
        return nil
    }

    static func list(_ words: [String], _ last: String) -> String {
        guard let final = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    static func name(_ type: PartnerType) -> String {
        switch type {
        case .school: "school"
        case .samenwerkingsverband: "samenwerkingsverband"
        case .buurtteam: "buurtteam"
        case .jgz: "jeugdgezondheidszorg"
        case .leerplichtBegeleiding: "leerplicht, begeleiding"
        case .leerplichtHandhaving: "leerplicht, handhaving"
        case .jeugdhulp: "jeugdhulp"
        case .gemeente: "gemeente"
        case .kinderopvang: "kinderopvang"
        case .rmc: "RMC"
        case .onderzoek: "onderzoek"
        case .veiligThuis: "Veilig Thuis"
        case .gecertificeerdeInstelling: "gecertificeerde instelling"
        case .raadVoorDeKinderbescherming: "Raad voor de Kinderbescherming"
        case .politie: "politie"
        case .openbaarMinisterie: "openbaar ministerie"
        }
    }

    // MARK: Subjects and purposes

    func name(_ subject: Subject) -> String {
        for set in sets.reversed() {
            switch subject {
            case .group(let code):
                if let group = set.catalogue.group(code) { return group.name }
            case .category(let code):
                if let category = set.catalogue.category(code) { return category.name }
            }
        }
        return subject.text
    }

    func categoryName(_ code: CategoryCode) -> String {
        sets.reversed().lazy.compactMap { $0.catalogue.category(code)?.name }.first ?? code.text
    }

    func name(purpose word: String) -> String {
        guard let code = PurposeCode(word) else { return "een onbekend doel" }
        return sets.reversed().lazy.compactMap { $0.purposes.purpose(code)?.name }.first ?? word
    }

    // MARK: Conditions

    /// What it means that an attribute has one of these values.
    func phrase(_ dimension: SymbolicSpace.Dimension, _ mask: UInt64) -> Explanation {
        let attribute = dimension.attribute.string
        let all = dimension.values.map(\.word)
        let inside = all.enumerated().filter { mask & (1 << UInt64($0.offset)) != 0 }.map(\.element)
        let outside = all.filter { !inside.contains($0) }
        let entry = AttributeLexicon[attribute: attribute]
        if inside.count > 1, outside.count == 1, let words = entry?.others[outside[0]] {
            return words
        }
        let parts = inside.map { word in
            entry?.values[word]
                ?? Explanation(
                    dutch: "\(attribute) = \(word)", english: "\(attribute) = \(word)")
        }
        return Explanation(
            dutch: parts.map(\.dutch).joined(separator: ", of "),
            english: parts.map(\.english).joined(separator: ", or "))
    }
}
