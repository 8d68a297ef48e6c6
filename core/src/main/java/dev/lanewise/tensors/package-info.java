/** Files of tensors: safetensors, as PyTorch and others write it, and NumPy's npy and npz. */
package dev.lanewise.tensors;
