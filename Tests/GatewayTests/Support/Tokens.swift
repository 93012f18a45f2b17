// Who the bearers of the tests' tokens are.

import Engine

extension Shell {
    /// The tokens that the shell knows: the role, a dash, the subject.
    static let tokens: [String: Principal] = {
        let subjects: [(Role, [String])] = [
            (.runner, ["r1", "r2", "r3", "r4", "stranger"]), (.customer, ["c1", "c2"]),
            (.merchant, ["m1"]), (.dispatcher, ["d1"]), (.admin, ["a1"]), (.service, ["s1"]),
            (.station, ["st1"]),
        ]
        var tokens: [String: Principal] = [:]
        for (role, names) in subjects {
            for name in names {
                tokens["\(role.name)-\(name)"] = Principal(subject: name, role: role)
            }
        }
        for site in ["north", "south"] {
            for role in [Role.customer, .dispatcher, .admin] {
                tokens["\(role.name)-\(site)"] = Principal(subject: site, role: role, site: site)
            }
        }
        return tokens
    }()
}
