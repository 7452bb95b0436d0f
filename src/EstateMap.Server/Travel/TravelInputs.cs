using EstateMap.Server.Graph;

namespace EstateMap.Server.Travel;

/// <summary>Reads the argument <c>travel</c>, a <c>TravelInput</c> of <c>Travel.graphql</c>, wherever a field takes one.</summary>
internal static class TravelInputs
{
    /// <param name="given">The argument's value; null is the settings' straight line.</param>
    /// <exception cref="GraphRequestError">A figure is outside what makes sense, an id is none of ours, or the method lacks its source.</exception>
    public static TravelChoice Read(object? given, TravelSettings settings)
    {
        var input = given as IDictionary<string, object?> ?? new Dictionary<string, object?>();
        object? Value(string name) => input.TryGetValue(name, out var value) ? value : null;
        double? Number(string name) => Value(name) is { } value ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) : null;
        var method = (Value("method") as string) switch
        {
            "NETWORK" => TravelChoice.Network,
            "MATRIX" => TravelChoice.Matrix,
            _ => TravelChoice.Straight,
        };
        var source = method switch
        {
            TravelChoice.Network => Id(Value("network"), "WalkingNetwork"),
            TravelChoice.Matrix => Id(Value("matrix"), "TravelMatrix"),
            _ => null,
        };
        var choice = new TravelChoice(method, source, Number("speedKmh") ?? settings.SpeedKmh, Number("detour") ?? settings.Detour);
        return Coded(() =>
        {
            choice.Check();
            return choice;
        });
    }

    /// <summary>What a travel question gives, or its error in the API's shape.</summary>
    public static T Coded<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (TravelRequestError error)
        {
            throw new GraphRequestError(error.Code, error.Message);
        }
    }

    /// <summary>What a travel question gives, or its error in the API's shape.</summary>
    public static async Task<T> CodedAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (TravelRequestError error)
        {
            throw new GraphRequestError(error.Code, error.Message);
        }
    }

    private static long? Id(object? given, string type) => given switch
    {
        null => null,
        string text when GlobalId.FindNumber(type, text) is { } number => number,
        _ => throw GraphRequestError.BadArgument($"`{given}` is not the id of a {type}."),
    };
}
