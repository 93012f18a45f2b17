// Vectors of independent geohash implementations (MIT licence): some of each kind, with the
// northernmost, southernmost, westernmost and easternmost of the whole set, and those nearest to
// the equator and to Greenwich.

/// A place, the 64 bits of its geohash and the 12 characters.
struct EncodeVector {
    var latitude: Double
    var longitude: Double
    var hash: UInt64
    var text: String
}

/// A text and the edges of its cell, to ten digits or so.
struct DecodeVector {
    var text: String
    var south: Double
    var north: Double
    var west: Double
    var east: Double
}

/// A place, its cell of some bits and of some characters, and the eight around each.
struct NeighborVector {
    var latitude: Double
    var longitude: Double
    var hash: UInt64
    var bits: Int
    var hashes: [UInt64]
    var text: String
    var texts: String
}

let encodeVectors: [EncodeVector] = [
    EncodeVector(
        latitude: -89.965961822, longitude: 176.211097927, hash: 0xaaa220f8341063b6,
        text: "pbj21y1n21jv"),
    EncodeVector(
        latitude: 89.847436527, longitude: 74.588233315, hash: 0xdf7750c837ba82f3,
        text: "vxvp1k1rrb1g"),
    EncodeVector(
        latitude: -3.044369663, longitude: -179.994539847, hash: 0x15454445ebb82e7c,
        text: "2p2n8jgcr0r7"),
    EncodeVector(
        latitude: 76.377339828, longitude: 179.939573354, hash: 0xfefaee20aebaa8cd,
        text: "zvxfw85frbnd"),
    EncodeVector(
        latitude: 0.00593214, longitude: -46.855085854, hash: 0x62a888ac24c8dece,
        text: "dbn8jc14t3gd"),
    EncodeVector(
        latitude: 85.525496002, longitude: 0.016514743, hash: 0xd541440e5403dd75,
        text: "up0n83kn0gfr"),
    EncodeVector(
        latitude: 0.497818518, longitude: 38.198505253, hash: 0xc28a4d93b20a22f8,
        text: "sb54v4xk18jg"),
    EncodeVector(
        latitude: 6.440471427, longitude: -113.685238245, hash: 0x48eb0cc05e9fbd24,
        text: "93phth2ymyyk"),
    EncodeVector(
        latitude: -81.525892653, longitude: -146.922550519, hash: 0x027a80739310a2fb,
        text: "09x80wwm22jg"),
    EncodeVector(
        latitude: 46.407434186, longitude: -133.716915929, hash: 0x5804a882967411f7,
        text: "c02bj0nqfh8z"),
    EncodeVector(
        latitude: -36.988694891, longitude: -84.744643972, hash: 0x304f9eb0db27722b,
        text: "617txd6v4xt2"),
    EncodeVector(
        latitude: 22.028721787, longitude: -111.792976011, hash: 0x4b5591109e63ce75,
        text: "9ebt244ydg77"),
    EncodeVector(
        latitude: 0.689800101, longitude: -167.221022239, hash: 0x4082576d263e803f,
        text: "8215fv967u03"),
    EncodeVector(
        latitude: 25.496408812, longitude: 45.727148003, hash: 0xcc10902477bbc0e7,
        text: "th89093rrg0f"),
    EncodeVector(
        latitude: 28.328267407, longitude: -143.105175764, hash: 0x46c81ae42aab7cb9,
        text: "8v41pt1bpeyc"),
    EncodeVector(
        latitude: 17.005004256, longitude: -18.111332879, hash: 0x6b4a06fdb9b99a3c,
        text: "ee50ezetr6e3"),
    EncodeVector(
        latitude: 1.445928014, longitude: -108.44429435, hash: 0x4a0ca85c37069226,
        text: "986bhr1r0u92"),
    EncodeVector(
        latitude: -15.440668648, longitude: -112.667917635, hash: 0x1ceea8462de93bd5,
        text: "3mrbhjjex4xx"),
    EncodeVector(
        latitude: -45.761981502, longitude: -154.856289403, hash: 0x0756fc466126a67b,
        text: "0xcgsjm14um7"),
    EncodeVector(
        latitude: -57.327856382, longitude: -43.433883971, hash: 0x2c5617b7438860a0,
        text: "5jc1geu3j1hb"),
    EncodeVector(
        latitude: -65.117808552, longitude: 44.645465894, hash: 0x86af9eaf3b32911e,
        text: "hurtxctv6b8j"),
    EncodeVector(
        latitude: -16.945078948, longitude: 7.806724897, hash: 0x9437d4b61dda8eef,
        text: "khvx9ehxvb7f"),
    EncodeVector(
        latitude: 67.479434615, longitude: 55.250955416, hash: 0xd97f75c848070c66,
        text: "v5zrck280w66"),
    EncodeVector(
        latitude: 15.283987095, longitude: -85.876086468, hash: 0x6119edf8cfe471e1,
        text: "d4dyvy6gwjsy"),
    EncodeVector(
        latitude: 26.777371354, longitude: -12.661491247, hash: 0x6e3cabbb119fdeb7,
        text: "esybrfsjmzgc"),
    EncodeVector(
        latitude: 10.390865198, longitude: -92.3229411, hash: 0x4afc729707ae5393,
        text: "9cy755s7pt9t"),
    EncodeVector(
        latitude: 81.454432429, longitude: 73.606620225, hash: 0xdf25736accb71957,
        text: "vwkr6uqdqwdp"),
    EncodeVector(
        latitude: 83.983803514, longitude: -164.66069843, hash: 0x559dbd8169ab7160,
        text: "bqfvv0c9pesq"),
    EncodeVector(
        latitude: 43.763908856, longitude: 115.679543422, hash: 0xe75c2559f7077f38,
        text: "wxf2bqgr0xzm"),
    EncodeVector(
        latitude: -52.652487193, longitude: 67.993464527, hash: 0x8f1123d3f32217f7,
        text: "jw8k7nzm48cz"),
    EncodeVector(
        latitude: 73.694291943, longitude: 99.881226338, hash: 0xf46a507db219d16c,
        text: "yjp50zek378q"),
    EncodeVector(
        latitude: 5.112792927, longitude: 76.090313607, hash: 0xca3d129be206d917,
        text: "t8yj56z20vdj"),
    EncodeVector(
        latitude: 17.638118683, longitude: 157.990551457, hash: 0xeb41239371b77389,
        text: "xe0k74vjqxts"),
    EncodeVector(
        latitude: -14.797703447, longitude: -61.150659575, hash: 0x3664d51ab3a48b26,
        text: "6tkeb6pmnk5k"),
    EncodeVector(
        latitude: 29.315025023, longitude: -70.656286744, hash: 0x64e3e503389c3955,
        text: "dmjyb0tsmhwp"),
    EncodeVector(
        latitude: 7.963903582, longitude: -87.274031742, hash: 0x6047bb054bab6371,
        text: "d13vq1bcpejr"),
    EncodeVector(
        latitude: 10.03995356, longitude: -32.414989136, hash: 0x68d4ba1f14d51575,
        text: "e3bcn7snunbr"),
    EncodeVector(
        latitude: -62.303779405, longitude: 30.666996084, hash: 0x8637b4adf406d3d8,
        text: "hsvv9cgn0v9x"),
    EncodeVector(
        latitude: -38.195060399, longitude: 5.808976876, hash: 0x90614c536be6bb17,
        text: "k1hnsnvcwuxj"),
    EncodeVector(
        latitude: -13.798371835, longitude: 0.993252723, hash: 0x94509e20a644e8bd,
        text: "kj89w8568mnc"),
    EncodeVector(
        latitude: 29.879056491, longitude: -17.21431133, hash: 0x6e4eb55c4e89fe4c,
        text: "et7cbr2fj7z4"),
    EncodeVector(
        latitude: -64.16605699, longitude: -48.943235413, hash: 0x26b24f59596ea886,
        text: "4ut4yqbteun8"),
    EncodeVector(
        latitude: -9.95576607, longitude: -30.397801575, hash: 0x3d89791d0fbfb162,
        text: "7q4rk78grysq"),
    EncodeVector(
        latitude: 33.389374719, longitude: -39.845575943, hash: 0x6c5f9dd867279249,
        text: "ejgtvq374y94"),
    EncodeVector(
        latitude: 17.767327067, longitude: -46.008803871, hash: 0x63eb3090768c7663,
        text: "dgpm143qjjv6"),
    EncodeVector(
        latitude: -68.785893156, longitude: -80.646844551, hash: 0x217c8c6ddb04890e,
        text: "45y8svfv0k4h"),
    EncodeVector(
        latitude: -34.918658833, longitude: -37.575266857, hash: 0x3876313ec8038964,
        text: "71v32gq80f4q"),
    EncodeVector(
        latitude: 69.281051198, longitude: -137.128601411, hash: 0x56ac6ae03fbeaa8a,
        text: "buq6ps1zrup8"),
    EncodeVector(
        latitude: 69.508304293, longitude: 112.141262465, hash: 0xf4aedbed8f07c2bc,
        text: "ykrervdg0z1c"),
    EncodeVector(
        latitude: -8.358202641, longitude: 139.856632932, hash: 0xbd1a2b7053ff2afa,
        text: "rne2qw2mzwpg"),
    EncodeVector(
        latitude: -54.113677126, longitude: -49.966679084, hash: 0x27a52a6bf27fefc9,
        text: "4ykknuzkgzrw"),
    EncodeVector(
        latitude: 26.659939297, longitude: -122.996513629, hash: 0x4c91d4c6499e1509,
        text: "9k8x9jk9msbh"),
    EncodeVector(
        latitude: -58.211167813, longitude: -169.118830812, hash: 0x047b8fb1f79b5ee3,
        text: "0jxszdgrmegf"),
    EncodeVector(
        latitude: -3.79569714, longitude: -156.515823557, hash: 0x1744cb4e0897be0c,
        text: "2x2dqmh8kyz0"),
    EncodeVector(
        latitude: -47.564473733, longitude: 32.008590442, hash: 0x8778b14cbaf16de9,
        text: "hxwc2m5uy5qy"),
    EncodeVector(
        latitude: 20.702556258, longitude: 78.128012627, hash: 0xcb7b95a9e12621c3,
        text: "textcbg14shw"),
    EncodeVector(
        latitude: -63.358300007, longitude: -111.113642263, hash: 0x0e11fea57d04be65,
        text: "1s8zx9cx0kz6"),
    EncodeVector(
        latitude: 3.154566738, longitude: -38.643344753, hash: 0x683095724a46d6de,
        text: "e0s9bwkb8vce"),
    EncodeVector(
        latitude: 66.452202757, longitude: 5.93504668, hash: 0xd1744a846a060f95,
        text: "u5u4p13b0s7t"),
    EncodeVector(
        latitude: -5.323337358, longitude: 46.783327579, hash: 0x9d423471d932577d,
        text: "mp138wft69cr"),
]

let decodeVectors: [DecodeVector] = [
    DecodeVector(
        text: "j", south: -90.0, north: -45.0,
        west: 45.0, east: 90.0),
    DecodeVector(
        text: "c", south: 45.0, north: 90.0,
        west: -135.0, east: -90.0),
    DecodeVector(
        text: "2", south: -45.0, north: 0.0,
        west: -180.0, east: -135.0),
    DecodeVector(
        text: "x", south: 0.0, north: 45.0,
        west: 135.0, east: 180.0),
    DecodeVector(
        text: "v", south: 45.0, north: 90.0,
        west: 45.0, east: 90.0),
    DecodeVector(
        text: "pb", south: -90.0, north: -84.375,
        west: 168.75, east: 180.0),
    DecodeVector(
        text: "gz", south: 84.375, north: 90.0,
        west: -11.25, east: 0.0),
    DecodeVector(
        text: "b4", south: 56.25, north: 61.875,
        west: -180.0, east: -168.75),
    DecodeVector(
        text: "eq", south: 33.75, north: 39.375,
        west: -33.75, east: -22.5),
    DecodeVector(
        text: "n2", south: -90.0, north: -84.375,
        west: 101.25, east: 112.5),
    DecodeVector(
        text: "0b1", south: -90.0, north: -88.59375,
        west: -144.84375, east: -143.4375),
    DecodeVector(
        text: "zrc", south: 88.59375, north: 90.0,
        west: 147.65625, east: 149.0625),
    DecodeVector(
        text: "bn9", south: 81.5625, north: 82.96875,
        west: -178.59375, east: -177.1875),
    DecodeVector(
        text: "xuq", south: 23.90625, north: 25.3125,
        west: 177.1875, east: 178.59375),
    DecodeVector(
        text: "2z7", south: -4.21875, north: -2.8125,
        west: -142.03125, east: -140.625),
    DecodeVector(
        text: "58qb", south: -88.59375, north: -88.41796875,
        west: -13.0078125, east: -12.65625),
    DecodeVector(
        text: "fzue", south: 89.12109375, north: 89.296875,
        west: -49.921875, east: -49.5703125),
    DecodeVector(
        text: "8pct", south: 44.47265625, north: 44.6484375,
        west: -177.890625, east: -177.5390625),
    DecodeVector(
        text: "xunf", south: 22.8515625, north: 23.02734375,
        west: 178.2421875, east: 178.59375),
    DecodeVector(
        text: "91rc", south: 7.20703125, north: 7.3828125,
        west: -124.1015625, east: -123.75),
    DecodeVector(
        text: "484tc", south: -88.9892578125, north: -88.9453125,
        west: -63.9404296875, east: -63.896484375),
    DecodeVector(
        text: "bpurn", south: 89.82421875, north: 89.8681640625,
        west: -173.759765625, east: -173.715820312),
    DecodeVector(
        text: "0jb11", south: -57.48046875, north: -57.4365234375,
        west: -179.956054688, east: -179.912109375),
    DecodeVector(
        text: "pupf6", south: -67.1044921875, north: -67.060546875,
        west: 179.736328125, east: 179.780273438),
    DecodeVector(
        text: "mgff0", south: -23.5546875, north: -23.5107421875,
        west: 82.6171875, east: 82.6611328125),
    DecodeVector(
        text: "h25d54", south: -89.6374511719, north: -89.6319580078,
        west: 16.3037109375, east: 16.3146972656),
    DecodeVector(
        text: "fx6xcm", south: 87.1710205078, north: 87.1765136719,
        west: -63.9294433594, east: -63.9184570312),
    DecodeVector(
        text: "0jbutv", south: -56.8377685547, north: -56.8322753906,
        west: -178.692626953, east: -178.681640625),
    DecodeVector(
        text: "rcr37p", south: -37.7105712891, north: -37.705078125,
        west: 179.077148438, east: 179.088134766),
    DecodeVector(
        text: "7spw2w", south: -21.3684082031, north: -21.3629150391,
        west: -11.9311523438, east: -11.9201660156),
    DecodeVector(
        text: "n0hbvyc", south: -89.8310852051, north: -89.8297119141,
        west: 96.9337463379, east: 96.9351196289),
    DecodeVector(
        text: "vxfzth5", south: 89.9340820312, north: 89.9354553223,
        west: 71.5910339355, east: 71.5924072266),
    DecodeVector(
        text: "bn271bp", south: 80.68359375, north: 80.684967041,
        west: -179.561920166, east: -179.560546875),
    DecodeVector(
        text: "xcykeys", south: 10.6704711914, north: 10.6718444824,
        west: 177.709350586, east: 177.710723877),
    DecodeVector(
        text: "dwfcndf", south: 38.1596374512, north: 38.1610107422,
        west: -63.3444213867, east: -63.3430480957),
    DecodeVector(
        text: "000dsj4g", south: -89.5325660706, north: -89.5323944092,
        west: -179.1173172, east: -179.116973877),
    DecodeVector(
        text: "bxzp4746", south: 89.8410415649, north: 89.8412132263,
        west: -147.554283142, east: -147.553939819),
    DecodeVector(
        text: "b4b6qpqk", south: 60.9047698975, north: 60.9049415588,
        west: -179.376182556, east: -179.375839233),
    DecodeVector(
        text: "pgpffhw1", south: -72.6167106628, north: -72.6165390015,
        west: 179.744567871, east: 179.744911194),
    DecodeVector(
        text: "wxh8ped7", south: 39.3947410583, north: 39.3949127197,
        west: 119.160804749, east: 119.161148071),
    DecodeVector(
        text: "0bn3vwcjj", south: -89.6544456482, north: -89.6544027328,
        west: -137.217650414, east: -137.217607498),
    DecodeVector(
        text: "bzysgj0rr", south: 89.4574213028, north: 89.4574642181,
        west: -136.976895332, east: -136.976852417),
    DecodeVector(
        text: "0hdp2tdy5", south: -63.3818435669, north: -63.3818006516,
        west: -177.161622047, east: -177.161579132),
    DecodeVector(
        text: "rcrpxqxje", south: -36.613740921, north: -36.6136980057,
        west: 178.922095299, east: 178.922138214),
    DecodeVector(
        text: "s6wjfu76v", south: 15.0970602036, north: 15.0971031189,
        west: 19.8130273819, east: 19.8130702972),
    DecodeVector(
        text: "4043qb91kj", south: -89.7772854567, north: -89.7772800922,
        west: -86.5377616882, east: -86.5377509594),
    DecodeVector(
        text: "vpun9j4ce9", south: 89.7640568018, north: 89.7640621662,
        west: 50.6728720665, east: 50.6728827953),
    DecodeVector(
        text: "8n18eckkw5", south: 33.8455456495, north: 33.8455510139,
        west: -177.719736099, east: -177.71972537),
    DecodeVector(
        text: "zcphg93jux", south: 51.4678519964, north: 51.4678573608,
        west: 178.749125004, east: 178.749135733),
    DecodeVector(
        text: "dhv5t2qh59", south: 27.3360496759, north: 27.3360550404,
        west: -82.7296471596, east: -82.7296364307),
    DecodeVector(
        text: "100u6e92zuk", south: -89.2335520685, north: -89.2335507274,
        west: -133.833394647, east: -133.833393306),
    DecodeVector(
        text: "zpbkps3qd9r", south: 89.3213434517, north: 89.3213447928,
        west: 135.682985634, east: 135.682986975),
    DecodeVector(
        text: "bh2k52ewybs", south: 69.6132829785, north: 69.6132843196,
        west: -179.500513673, east: -179.500512332),
    DecodeVector(
        text: "zbzg87qu07g", south: 49.8525439203, north: 49.8525452614,
        west: 179.668708295, east: 179.668709636),
    DecodeVector(
        text: "dp7k386jtk0", south: 41.5306591988, north: 41.5306605399,
        west: -85.3607976437, east: -85.3607963026),
    DecodeVector(
        text: "08h0ft4vk97r", south: -89.839789141, north: -89.8397889733,
        west: -151.761162691, east: -151.761162356),
    DecodeVector(
        text: "uzbhd66135d1", south: 89.397358764, north: 89.3973589316,
        west: 33.8516691327, east: 33.851669468),
    DecodeVector(
        text: "859t0xmm6gwk", south: 20.6071523577, north: 20.6071525253,
        west: -177.861316167, east: -177.861315832),
    DecodeVector(
        text: "pvyz2qtjw6kc", south: -56.3451739959, north: -56.3451738283,
        west: 178.260314874, east: 178.26031521),
    DecodeVector(
        text: "z9yj14mmnxte", south: 55.7359149121, north: 55.7359150797,
        west: 165.988941416, east: 165.988941751),
]

let neighborVectors: [NeighborVector] = [
    NeighborVector(
        latitude: -89.9412457117578, longitude: 174.69055590413336, hash: 732829553470, bits: 40,
        hashes: [
            732829553471, 732829553557, 732829553556, 732829553553,
            732829553467, 732829553465, 732829553468, 732829553469,
        ], text: "pbh0r4",
        texts: "pbh0r5 pbh0r7 pbh0r6 pbh0r3 pbh0r1 pbh0qc pbh0qf pbh0qg"),
    NeighborVector(
        latitude: 89.32275185902108, longitude: 112.4244934184826, hash: 16904901399364, bits: 44,
        hashes: [
            16904901399365, 16904901399367, 16904901399366, 16904901399363,
            16904901399361, 16904901399019, 16904901399022, 16904901399023,
        ], text: "yrzunk9n8",
        texts: "yrzunk9nb yrzunk9nc yrzunk9n9 yrzunk9n3 yrzunk9n2 yrzunk8yr yrzunk8yx yrzunk8yz"),
    NeighborVector(
        latitude: 38.303625409593224, longitude: -179.91658897942398, hash: 18108503, bits: 26,
        hashes: [
            18108674, 18108680, 18108509, 18108508,
            18108502, 18108500, 18108501, 18108672,
        ], text: "8nb1cuuw",
        texts: "8nb1cuux 8nb1cuuz 8nb1cuuy 8nb1cuuv 8nb1cuut 8nb1cuum 8nb1cuuq 8nb1cuur"),
    NeighborVector(
        latitude: -6.841904111002805, longitude: 179.15594431037607, hash: 12867657953, bits: 34,
        hashes: [
            12867657956, 12867657958, 12867657955, 12867657954,
            12867657952, 12867657930, 12867657931, 12867657934,
        ], text: "ryz3h",
        texts: "ryz3k ryz3m ryz3j ryz2v ryz2u ryz2g ryz35 ryz37"),
    NeighborVector(
        latitude: -0.0867318293749122, longitude: -175.7265599705279, hash: 367174748921, bits: 42,
        hashes: [
            367174748924, 367174748926, 367174748923, 367174748922,
            367174748920, 367174748914, 367174748915, 367174748918,
        ], text: "2pgp90",
        texts: "2pgp91 2pgp93 2pgp92 2pgp3r 2pgp3p 2pgp2z 2pgp8b 2pgp8c"),
    NeighborVector(
        latitude: -65.30935569398571, longitude: -0.037403652851935476, hash: 783264723, bits: 32,
        hashes: [
            783264726, 783264732, 783264729, 783264728,
            783264722, 783264720, 783264721, 783264724,
        ], text: "5ururnuc",
        texts: "5ururnuf 5ururnv4 5ururnv1 5ururnv0 5ururnub 5ururnu8 5ururnu9 5ururnud"),
    NeighborVector(
        latitude: 29.319510036497363, longitude: 23.999611907755025, hash: 812084, bits: 20,
        hashes: [
            812085, 812087, 812086, 812083,
            812081, 812059, 812062, 812063,
        ], text: "st1nf17yx",
        texts: "st1nf17yz st1nf1knb st1nf1kn8 st1nf1kn2 st1nf17yr st1nf17yq st1nf17yw st1nf17yy"),
    NeighborVector(
        latitude: 59.59486869840839, longitude: 124.57000495819375, hash: 1071213305513192,
        bits: 50,
        hashes: [
            1071213305513193, 1071213305513195, 1071213305513194, 1071213305513151,
            1071213305513149, 1071213305513143, 1071213305513186, 1071213305513187,
        ], text: "yf8e",
        texts: "yf8s yf8u yf8g yf8f yf8d yf86 yf87 yf8k"),
    NeighborVector(
        latitude: 38.102177131717326, longitude: 47.30244928800673, hash: 225496739236146, bits: 48,
        hashes: [
            225496739236147, 225496739236153, 225496739236152, 225496739236141,
            225496739236135, 225496739236133, 225496739236144, 225496739236145,
        ], text: "tnc8",
        texts: "tnc9 tncc tncb tn9z tn9x tn9r tnc2 tnc3"),
    NeighborVector(
        latitude: -62.14089232434708, longitude: 149.21830107957067, hash: 11312451, bits: 24,
        hashes: [
            11312454, 11312460, 11312457, 11312456,
            11312450, 11312448, 11312449, 11312452,
        ], text: "pkfn7x97",
        texts: "pkfn7x9k pkfn7x9s pkfn7x9e pkfn7x9d pkfn7x96 pkfn7x94 pkfn7x95 pkfn7x9h"),
    NeighborVector(
        latitude: 14.632969516373123, longitude: -141.3000690030749, hash: 70888711, bits: 28,
        hashes: [
            70888722, 70888728, 70888717, 70888716,
            70888710, 70888708, 70888709, 70888720,
        ], text: "8fee0xu",
        texts: "8fee28h 8fee28j 8fee0xv 8fee0xt 8fee0xs 8fee0xe 8fee0xg 8fee285"),
    NeighborVector(
        latitude: -12.226239652332893, longitude: -129.3528407332924, hash: 477380976, bits: 32,
        hashes: [
            477380977, 477380979, 477380978, 477380967,
            477380965, 477380943, 477380954, 477380955,
        ], text: "3ju42",
        texts: "3ju48 3ju49 3ju43 3ju41 3ju40 3jgfp 3jgfr 3jgfx"),
    NeighborVector(
        latitude: -89.48250913666561, longitude: -171.150263821939, hash: 173507482827, bits: 48,
        hashes: [
            173507482830, 173507482852, 173507482849, 173507482848,
            173507482826, 173507482824, 173507482825, 173507482828,
        ], text: "00n6cq",
        texts: "00n6cr 00n6cx 00n6cw 00n6ct 00n6cm 00n6cj 00n6cn 00n6cp"),
    NeighborVector(
        latitude: -32.11928156402427, longitude: 87.24269581097178, hash: 10446980645, bits: 34,
        hashes: [
            10446980656, 10446980658, 10446980647, 10446980646,
            10446980644, 10446980622, 10446980623, 10446980634,
        ], text: "mfq132",
        texts: "mfq133 mfq139 mfq138 mfq11x mfq11r mfq11p mfq130 mfq131"),
    NeighborVector(
        latitude: -42.43554460875748, longitude: 141.58566216600593, hash: 3163632625588, bits: 42,
        hashes: [
            3163632625589, 3163632625591, 3163632625590, 3163632625587,
            3163632625585, 3163632625563, 3163632625566, 3163632625567,
        ], text: "r0kwtfg",
        texts: "r0kwtg5 r0kwtgh r0kwtfu r0kwtfs r0kwtfe r0kwtfd r0kwtff r0kwtg4"),
    NeighborVector(
        latitude: -73.81234586502251, longitude: -177.1314978316077, hash: 4669478, bits: 30,
        hashes: [
            4669479, 4669485, 4669484, 4669481,
            4669475, 4669473, 4669476, 4669477,
        ], text: "04fh16",
        texts: "04fh17 04fh1e 04fh1d 04fh19 04fh13 04fh11 04fh14 04fh15"),
    NeighborVector(
        latitude: -27.25746859688661, longitude: -164.3749750078423, hash: 4890927128275, bits: 46,
        hashes: [
            4890927128278, 4890927128284, 4890927128281, 4890927128280,
            4890927128274, 4890927128272, 4890927128273, 4890927128276,
        ], text: "275hg",
        texts: "275j5 275jh 275hu 275hs 275he 275hd 275hf 275j4"),
    NeighborVector(
        latitude: 61.57554614152468, longitude: 14.987483712437097, hash: 858588, bits: 20,
        hashes: [
            858589, 858591, 858590, 858587,
            858585, 858579, 858582, 858583,
        ], text: "u6fwm13",
        texts: "u6fwm19 u6fwm1d u6fwm16 u6fwm14 u6fwm11 u6fwm10 u6fwm12 u6fwm18"),
    NeighborVector(
        latitude: 50.32963741067215, longitude: 90.09123249311233, hash: 62936332, bits: 26,
        hashes: [
            62936333, 62936335, 62936334, 62936331,
            62936329, 62936323, 62936326, 62936327,
        ], text: "y0bn644rm",
        texts: "y0bn644rt y0bn644rw y0bn644rq y0bn644rn y0bn644rj y0bn644rh y0bn644rk y0bn644rs"),
    NeighborVector(
        latitude: 6.342568408148509, longitude: -67.06215916480868, hash: 412108846, bits: 30,
        hashes: [
            412108847, 412108933, 412108932, 412108929,
            412108843, 412108841, 412108844, 412108845,
        ], text: "d90k",
        texts: "d90m d90t d90s d90e d907 d905 d90h d90j"),
    NeighborVector(
        latitude: 25.13198974027908, longitude: 94.32323682148126, hash: 14946119, bits: 24,
        hashes: [
            14946130, 14946136, 14946125, 14946124,
            14946118, 14946116, 14946117, 14946128,
        ], text: "wh7nf",
        texts: "wh7p4 wh7p5 wh7ng wh7ne wh7nd wh7n9 wh7nc wh7p1"),
    NeighborVector(
        latitude: 39.30860977542034, longitude: -154.03628090472193, hash: 1165151, bits: 22,
        hashes: [
            1167882, 1167904, 1165173, 1165172,
            1165150, 1165148, 1165149, 1167880,
        ], text: "8wfrwg",
        texts: "8wfrwu 8wfrxh 8wfrx5 8wfrx4 8wfrwf 8wfrwd 8wfrwe 8wfrws"),
    NeighborVector(
        latitude: -81.13071196903184, longitude: 119.98812701259158, hash: 44653044220780, bits: 46,
        hashes: [
            44653044220781, 44653044220783, 44653044220782, 44653044220779,
            44653044220777, 44653044220771, 44653044220774, 44653044220775,
        ], text: "n9t66q",
        texts: "n9t66r n9t66x n9t66w n9t66t n9t66m n9t66j n9t66n n9t66p"),
    NeighborVector(
        latitude: 27.063974965189118, longitude: 98.53089079345227, hash: 1003786962015236,
        bits: 50,
        hashes: [
            1003786962015237, 1003786962015239, 1003786962015238, 1003786962015235,
            1003786962015233, 1003786961665707, 1003786961665710, 1003786961665711,
        ], text: "why1f",
        texts: "why44 why45 why1g why1e why1d why19 why1c why41"),
    NeighborVector(
        latitude: -61.356213197737816, longitude: 81.42296398244798, hash: 149696215, bits: 28,
        hashes: [
            149696386, 149696392, 149696221, 149696220,
            149696214, 149696212, 149696213, 149696384,
        ], text: "jv1fuy6q",
        texts: "jv1fuy6r jv1fuy6x jv1fuy6w jv1fuy6t jv1fuy6m jv1fuy6j jv1fuy6n jv1fuy6p"),
    NeighborVector(
        latitude: -28.93263516927255, longitude: 4.998972816509195, hash: 2434716137, bits: 32,
        hashes: [
            2434716140, 2434716142, 2434716139, 2434716138,
            2434716136, 2434716130, 2434716131, 2434716134,
        ], text: "k4ge",
        texts: "k4gs k4gu k4gg k4gf k4gd k4g6 k4g7 k4gk"),
    NeighborVector(
        latitude: 37.499658643850125, longitude: 153.70264241367113, hash: 3987943857, bits: 32,
        hashes: [
            3987943860, 3987943862, 3987943859, 3987943858,
            3987943856, 3987943834, 3987943835, 3987943838,
        ], text: "xqtm3d",
        texts: "xqtm3e xqtm3g xqtm3f xqtm3c xqtm39 xqtm33 xqtm36 xqtm37"),
    NeighborVector(
        latitude: -12.696573822919177, longitude: 25.752508793055284, hash: 157652848, bits: 28,
        hashes: [
            157652849, 157652851, 157652850, 157652839,
            157652837, 157652815, 157652826, 157652827,
        ], text: "ktdrf0",
        texts: "ktdrf1 ktdrf3 ktdrf2 ktdrdr ktdrdp ktdr9z ktdrcb ktdrcc"),
    NeighborVector(
        latitude: -22.830696296201495, longitude: -115.39127406958141, hash: 1742710879, bits: 34,
        hashes: [
            1742711050, 1742711072, 1742710901, 1742710900,
            1742710878, 1742710876, 1742710877, 1742711048,
        ], text: "37vyn5y9",
        texts: "37vyn5yd 37vyn5yf 37vyn5yc 37vyn5yb 37vyn5y8 37vyn5y2 37vyn5y3 37vyn5y6"),
    NeighborVector(
        latitude: 65.31687980676361, longitude: -102.44960634040763, hash: 6138982606, bits: 34,
        hashes: [
            6138982607, 6138982629, 6138982628, 6138982625,
            6138982603, 6138982601, 6138982604, 6138982605,
        ], text: "cex5s",
        texts: "cex5u cex5v cex5t cex5m cex5k cex57 cex5e cex5g"),
    NeighborVector(
        latitude: 9.304654311548802, longitude: -79.61595554184169, hash: 6630134830716, bits: 44,
        hashes: [
            6630134830717, 6630134830719, 6630134830718, 6630134830715,
            6630134830713, 6630134830707, 6630134830710, 6630134830711,
        ], text: "d1xkumc",
        texts: "d1xkuq1 d1xkuq4 d1xkumf d1xkumd d1xkum9 d1xkum8 d1xkumb d1xkuq0"),
    NeighborVector(
        latitude: 75.33668931259308, longitude: -129.73911171971122, hash: 24779483961, bits: 36,
        hashes: [
            24779483964, 24779483966, 24779483963, 24779483962,
            24779483960, 24779483954, 24779483955, 24779483958,
        ], text: "cj7sx",
        texts: "cj7sz cj7ub cj7u8 cj7u2 cj7sr cj7sq cj7sw cj7sy"),
    NeighborVector(
        latitude: 17.26347022028358, longitude: 89.74329385306919, hash: 3503276248276, bits: 42,
        hashes: [
            3503276248277, 3503276248279, 3503276248278, 3503276248275,
            3503276248273, 3503276248187, 3503276248190, 3503276248191,
        ], text: "tgpf4nt",
        texts: "tgpf4nv tgpf4ny tgpf4nw tgpf4nq tgpf4nm tgpf4nk tgpf4ns tgpf4nu"),
    NeighborVector(
        latitude: 1.651987858407665, longitude: 147.9830822291915, hash: 3809670, bits: 22,
        hashes: [
            3809671, 3809677, 3809676, 3809673,
            3809667, 3809665, 3809668, 3809669,
        ], text: "x231r",
        texts: "x231x x2338 x2332 x2330 x231p x231n x231q x231w"),
    NeighborVector(
        latitude: 82.20501993410289, longitude: 41.153309409390204, hash: 226174788, bits: 28,
        hashes: [
            226174789, 226174791, 226174790, 226174787,
            226174785, 226174443, 226174446, 226174447,
        ], text: "uyt78",
        texts: "uyt7b uyt7c uyt79 uyt73 uyt72 uyt5r uyt5x uyt5z"),
    NeighborVector(
        latitude: -0.5648119292309417, longitude: 20.37632037489672, hash: 659658634749341,
        bits: 50,
        hashes: [
            659658634749384, 659658634749386, 659658634749343, 659658634749342,
            659658634749340, 659658634749334, 659658634749335, 659658634749378,
        ], text: "krykz9j",
        texts: "krykz9m krykz9q krykz9n krykz8y krykz8v krykz8u krykz9h krykz9k"),
    NeighborVector(
        latitude: -44.8496015911187, longitude: -156.65128446696326, hash: 79173938003992, bits: 50,
        hashes: [
            79173938003993, 79173938003995, 79173938003994, 79173938003983,
            79173938003981, 79173938003975, 79173938003986, 79173938003987,
        ], text: "2808g76",
        texts: "2808g7d 2808g7e 2808g77 2808g75 2808g74 2808g71 2808g73 2808g79"),
    NeighborVector(
        latitude: 42.23845221391821, longitude: -73.87139720481355, hash: 1668746, bits: 22,
        hashes: [
            1668747, 1668769, 1668768, 1668085,
            1668063, 1668061, 1668744, 1668745,
        ], text: "dre2r122z",
        texts: "dre2r123p dre2r1290 dre2r128b dre2r1288 dre2r122x dre2r122w dre2r122y dre2r123n"),
    NeighborVector(
        latitude: 26.625851649427204, longitude: 156.04814282004372, hash: 254183137187, bits: 38,
        hashes: [
            254183137190, 254183137196, 254183137193, 254183137192,
            254183137186, 254183137184, 254183137185, 254183137188,
        ], text: "xkwzq",
        texts: "xkwzw xkwzx xkwzr xkwzp xkwzn xkwzj xkwzm xkwzt"),
    NeighborVector(
        latitude: -9.404920581997445, longitude: 131.04207708657486, hash: 49298055159, bits: 36,
        hashes: [
            49298066082, 49298066088, 49298055165, 49298055164,
            49298055158, 49298055156, 49298055157, 49298066080,
        ], text: "qym4mz",
        texts: "qym4tb qym4w0 qym4qp qym4qn qym4my qym4mw qym4mx qym4t8"),
    NeighborVector(
        latitude: -49.97742152905266, longitude: -97.29950436335639, hash: 258621, bits: 22,
        hashes: [
            258664, 258666, 258623, 258622,
            258620, 258614, 258615, 258658,
        ], text: "1z4g9v",
        texts: "1z4g9y 1z4gdn 1z4gdj 1z4gdh 1z4g9u 1z4g9s 1z4g9t 1z4g9w"),
    NeighborVector(
        latitude: 68.78052144360845, longitude: -13.379227889920003, hash: 33866365506, bits: 36,
        hashes: [
            33866365507, 33866365513, 33866365512, 33866365469,
            33866365463, 33866365461, 33866365504, 33866365505,
        ], text: "gsnr",
        texts: "gsq2 gsq8 gsnx gsnw gsnq gsnn gsnp gsq0"),
    NeighborVector(
        latitude: -70.03135227999883, longitude: 63.47783150112082, hash: 148118112172, bits: 38,
        hashes: [
            148118112173, 148118112175, 148118112174, 148118112171,
            148118112169, 148118112163, 148118112166, 148118112167,
        ], text: "j7t1s7",
        texts: "j7t1sk j7t1ss j7t1se j7t1sd j7t1s6 j7t1s4 j7t1s5 j7t1sh"),
    NeighborVector(
        latitude: -39.61328858271008, longitude: -144.66570884981775, hash: 311905345, bits: 32,
        hashes: [
            311905348, 311905350, 311905347, 311905346,
            311905344, 311903978, 311903979, 311903982,
        ], text: "2bcnsh9",
        texts: "2bcnshc 2bcnshf 2bcnshd 2bcnsh6 2bcnsh3 2bcnsh2 2bcnsh8 2bcnshb"),
    NeighborVector(
        latitude: 45.9838979438282, longitude: 108.21073983210954, hash: 15770046, bits: 24,
        hashes: [
            15770047, 15770389, 15770388, 15770385,
            15770043, 15770041, 15770044, 15770045,
        ], text: "y2hvw7he",
        texts: "y2hvw7hs y2hvw7hu y2hvw7hg y2hvw7hf y2hvw7hd y2hvw7h6 y2hvw7h7 y2hvw7hk"),
    NeighborVector(
        latitude: -11.952211955445833, longitude: -158.10974482318852, hash: 88072320, bits: 30,
        hashes: [
            88072321, 88072323, 88072322, 88061399,
            88061397, 88061311, 88072234, 88072235,
        ], text: "2mzs",
        texts: "2mzt 2mzv 2mzu 2mzg 2mze 2mz7 2mzk 2mzm"),
    NeighborVector(
        latitude: 26.286115865281317, longitude: 149.55440329646808, hash: 62022874, bits: 26,
        hashes: [
            62022875, 62022897, 62022896, 62022885,
            62022863, 62022861, 62022872, 62022873,
        ], text: "xkdme1npw",
        texts: "xkdme1npy xkdme1npz xkdme1npx xkdme1npr xkdme1npq xkdme1npm xkdme1npt xkdme1npv"),
    NeighborVector(
        latitude: 10.874646033975296, longitude: -17.927068179880735, hash: 435699, bits: 20,
        hashes: [
            435702, 435708, 435705, 435704,
            435698, 435696, 435697, 435700,
        ], text: "e9gmb59v",
        texts: "e9gmb59y e9gmb5dn e9gmb5dj e9gmb5dh e9gmb59u e9gmb59s e9gmb59t e9gmb59w"),
    NeighborVector(
        latitude: 21.03097636331222, longitude: 106.034056906763, hash: 970050005420, bits: 40,
        hashes: [
            970050005421, 970050005423, 970050005422, 970050005419,
            970050005417, 970050005411, 970050005414, 970050005415,
        ], text: "w7ers",
        texts: "w7eru w7erv w7ert w7erm w7erk w7er7 w7ere w7erg"),
    NeighborVector(
        latitude: 21.178492844395805, longitude: -141.35894640759216, hash: 18218139079, bits: 36,
        hashes: [
            18218139090, 18218139096, 18218139085, 18218139084,
            18218139078, 18218139076, 18218139077, 18218139088,
        ], text: "8gg2rr3t",
        texts: "8gg2rr3w 8gg2rr3y 8gg2rr3v 8gg2rr3u 8gg2rr3s 8gg2rr3k 8gg2rr3m 8gg2rr3q"),
    NeighborVector(
        latitude: 38.56433102270239, longitude: 1.9008547615958378, hash: 807271, bits: 20,
        hashes: [
            807282, 807288, 807277, 807276,
            807270, 807268, 807269, 807280,
        ], text: "snc77k2",
        texts: "snc77k8 snc77k9 snc77k3 snc77k1 snc77k0 snc77hp snc77hr snc77hx"),
    NeighborVector(
        latitude: 47.585888864872686, longitude: -85.01516950072255, hash: 7344068, bits: 24,
        hashes: [
            7344069, 7344071, 7344070, 7344067,
            7344065, 7343979, 7343982, 7343983,
        ], text: "f07w",
        texts: "f07x f07z f07y f07v f07t f07m f07q f07r"),
    NeighborVector(
        latitude: 56.87195796066953, longitude: 120.6607958736713, hash: 4177054046836, bits: 42,
        hashes: [
            4177054046837, 4177054046839, 4177054046838, 4177054046835,
            4177054046833, 4177054046811, 4177054046814, 4177054046815,
        ], text: "ydjg9",
        texts: "ydjgc ydjgf ydjgd ydjg6 ydjg3 ydjg2 ydjg8 ydjgb"),
    NeighborVector(
        latitude: -33.36716032122785, longitude: -12.56831159919966, hash: 248156305, bits: 30,
        hashes: [
            248156308, 248156310, 248156307, 248156306,
            248156304, 248156218, 248156219, 248156222,
        ], text: "7dp44j8n1",
        texts: "7dp44j8n3 7dp44j8n6 7dp44j8n4 7dp44j8jf 7dp44j8jc 7dp44j8jb 7dp44j8n0 7dp44j8n2"),
    NeighborVector(
        latitude: 74.56732516677584, longitude: -87.99575362936774, hash: 476258, bits: 20,
        hashes: [
            476259, 476265, 476264, 476221,
            476215, 476213, 476256, 476257,
        ], text: "fj32jw",
        texts: "fj32jx fj32jz fj32jy fj32jv fj32jt fj32jm fj32jq fj32jr"),
    NeighborVector(
        latitude: 40.894175794150215, longitude: 4.971392445702804, hash: 54235256373334, bits: 46,
        hashes: [
            54235256373335, 54235256373341, 54235256373340, 54235256373337,
            54235256373331, 54235256373329, 54235256373332, 54235256373333,
        ], text: "sp789",
        texts: "sp78c sp78f sp78d sp786 sp783 sp782 sp788 sp78b"),
    NeighborVector(
        latitude: 64.61801576099242, longitude: 153.3052682049747, hash: 1023605, bits: 20,
        hashes: [
            1023776, 1023778, 1023607, 1023606,
            1023604, 1023582, 1023583, 1023754,
        ], text: "z7mp8",
        texts: "z7mpb z7mpc z7mp9 z7mp3 z7mp2 z7kzr z7kzx z7kzz"),
    NeighborVector(
        latitude: -19.250288895578706, longitude: -142.29033341095783, hash: 1552869055079,
        bits: 44,
        hashes: [
            1552869055090, 1552869055096, 1552869055085, 1552869055084,
            1552869055078, 1552869055076, 1552869055077, 1552869055088,
        ], text: "2udf6pe6f",
        texts: "2udf6pe74 2udf6pe75 2udf6pe6g 2udf6pe6e 2udf6pe6d 2udf6pe69 2udf6pe6c 2udf6pe71"),
    NeighborVector(
        latitude: -37.49721157969907, longitude: 153.13585305016022, hash: 3176458723091, bits: 42,
        hashes: [
            3176458723094, 3176458723100, 3176458723097, 3176458723096,
            3176458723090, 3176458723088, 3176458723089, 3176458723092,
        ], text: "r3kfsty4",
        texts: "r3kfsty5 r3kfsty7 r3kfsty6 r3kfsty3 r3kfsty1 r3kfstvc r3kfstvf r3kfstvg"),
    NeighborVector(
        latitude: -33.279500595177524, longitude: -29.197395304037883, hash: 235684, bits: 20,
        hashes: [
            235685, 235687, 235686, 235683,
            235681, 235659, 235662, 235663,
        ], text: "7654",
        texts: "7655 7657 7656 7653 7651 764c 764f 764g"),
]
