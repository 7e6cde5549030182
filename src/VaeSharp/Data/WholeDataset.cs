namespace VaeSharp.Data;

/// <summary>A data set as published, before images are held back for validation.</summary>
internal sealed record WholeDataset(ImageDataset Train, ImageDataset Test);
