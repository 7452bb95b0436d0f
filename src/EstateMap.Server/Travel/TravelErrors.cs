namespace EstateMap.Server.Travel;

/// <summary>The asker is wrong about travel, and is told so: a stable code and a sentence that names the thing.</summary>
internal sealed class TravelRequestError(string code, string sentence) : Exception(sentence)
{
    public const string NoNetwork = "TRAVEL_NETWORK_UNKNOWN";
    public const string NoMatrix = "TRAVEL_MATRIX_UNKNOWN";
    public const string PlacesMissing = "TRAVEL_MATRIX_INCOMPLETE";
    public const string BadChoice = "TRAVEL_CHOICE_INVALID";
    public const string TooMuch = "TRAVEL_TOO_MUCH";

    public string Code { get; } = code;

    public static TravelRequestError UnknownNetwork(long? id) =>
        new(NoNetwork, id is null ? "Travel over a network needs `network`: the id of one of `walkingNetworks`." : $"There is no walking network number {id}; `walkingNetworks` lists those there are.");

    public static TravelRequestError UnknownMatrix(long? id) =>
        new(NoMatrix, id is null ? "Travel by an imported matrix needs `matrix`: the id of one of `travelMatrices`." : $"There is no travel matrix number {id}; `travelMatrices` lists those there are.");

    public static TravelRequestError NotAChoice(string sentence) => new(BadChoice, sentence);

    public static TravelRequestError Beyond(string sentence) => new(TooMuch, sentence);
}
