package api

import (
	"bytes"
	"context"

	"twoway/api/openapi"
)

// GetContract answers openapi.yaml.
func (h *handlers) GetContract(context.Context, openapi.GetContractRequestObject) (openapi.GetContractResponseObject, error) {
	return openapi.GetContract200ApplicationYamlResponse{Body: bytes.NewReader(h.contract.text), ContentLength: int64(len(h.contract.text))}, nil
}

// GetHealth answers as long as the process does.
func (h *handlers) GetHealth(context.Context, openapi.GetHealthRequestObject) (openapi.GetHealthResponseObject, error) {
	return openapi.GetHealth200JSONResponse{Status: openapi.HealthStatusAlive}, nil
}

// GetReadiness answers once a release is in service, and says if it may not be the newest.
func (h *handlers) GetReadiness(context.Context, openapi.GetReadinessRequestObject) (openapi.GetReadinessResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	status := h.Serve.Status()
	return openapi.GetReadiness200JSONResponse{
		Status: openapi.ReadinessStatusReady, Version: h.version, Release: releaseID(current.Release), Problem: some(status.Problem), Failures: status.Failures,
	}, nil
}
