// Places and orders on one meridian: distances along it can be added up in the head.

import Geo

/// The street that all tests' orders lie on.
enum Street {
    /// The point `northMeters` from its middle, on the sphere that distances are measured on.
    static func point(_ northMeters: Double) -> (latitude: Double, longitude: Double) {
        let metersPerDegree = 111_195.079_7
        return (31.23 + northMeters / metersPerDegree, 121.47)
    }

    /// `"latitude":…,"longitude":…` of a point.
    static func members(_ northMeters: Double) -> String {
        let (latitude, longitude) = point(northMeters)
        return #""latitude":\#(latitude),"longitude":\#(longitude)"#
    }

    /// The body of an order from one point to another.
    static func order(
        from pickup: Double = 0, to dropoff: Double = 1_500, pools: [String] = [],
        externalID: String? = nil
    ) -> String {
        let pools = pools.map { "\"\($0)\"" }.joined(separator: ",")
        let external = externalID.map { #","externalId":"\#($0)""# } ?? ""
        return """
            {"type":"parcel","stops":[
            {"kind":"pickup",\(members(pickup)),"address":"菜鸟驿站",
             "contact":{"name":"王小明","phone":"13800000000"},"code":"3-2-1007"},
            {"kind":"dropoff",\(members(dropoff)),"address":"女生宿舍 3 栋",
             "contact":{"name":"李","phone":"13900000000"},"code":"4821"}],
            "items":[{"description":"小件","weightGrams":800}],"runnerPools":[\(pools)]\(external)}
            """
    }
}
