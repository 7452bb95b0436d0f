namespace EstateMap.Server.Plans.Studies;

/// <summary>
/// Rules that a new study begins with: buildings that a public estate runs for people, without which the best plan for a register of assets is a cemetery lodge or a bus shelter. All of it can be changed in the study.
/// </summary>
internal static class EligibilityDefaults
{
    /// <summary>Square metres: a kiosk or a changing room holds no service.</summary>
    public const double MinFloorArea_m2 = 100;

    /// <summary>Codes of site-uses. Left in are libraries, leisure centres, hubs, halls, town halls, offices, children's centres, jobcentres and public buildings without a more precise use.</summary>
    public static readonly string[] ExcludedUses =
    [
        // Not a building that the public goes into.
        "allotment", "bus_stop", "car_park", "cemetery", "defibrillator", "depot", "ev_charging", "garage", "memorial", "outdoor_sport", "park", "play_space", "public_land", "public_toilet", "religious_grounds", "sport_site",
        "sports_ground", "street_furniture", "town_centre", "tram_stop", "rail_station",
        // What happens in a building or protects it, and says nothing of whose it is.
        "food_bank", "listed_building", "polling_station", "sports_club",
        // Others decide where these are.
        "care_home", "commercial", "dentist", "fire_station", "general_practice", "hospital", "housing", "mental_health", "pharmacy", "place_of_worship", "post_office", "school",
    ];

    /// <summary>Registers call many a building of a cemetery or a park no more than a public building: then its name tells.</summary>
    public static readonly string[] ExcludedWords =
        ["cemetery", "changing", "chapel", "clubhouse", "courts", "crematorium", "derelict", "farm", "golf", "lodge", "pavilion", "pavillion", "toilet", "toilets"];
}
